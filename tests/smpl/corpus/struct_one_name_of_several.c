struct s {
    int a, gone, b;
    int *gone, c;
    int gone;
};
