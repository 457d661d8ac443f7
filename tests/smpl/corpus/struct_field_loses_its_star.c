struct s {
    int a;
    struct ops* ops;
};
