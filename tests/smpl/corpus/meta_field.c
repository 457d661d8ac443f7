struct port {
    int a, b;
    unsigned flag : 1;
    char *name;
};
