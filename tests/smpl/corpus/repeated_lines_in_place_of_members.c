struct box {
    int width;
    int height, depth, number;
    char *name;
};
