struct dev {
    int fd;
    xc_interface *handle;
    int line;
};

struct bus {
    int fd;
    int line;
};
