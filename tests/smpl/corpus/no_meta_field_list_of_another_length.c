struct port {
    int users;
    int users_of_it;
};

struct port {
    int a;
    int users;
};

struct port {
    int a;
    int b;
    int c;
    int users;
};
