static void *make(int n)
{
    struct dev *dev = (struct dev *)xc_alloc(n, sizeof(struct dev));
    unsigned int *map = (unsigned int *)xc_alloc(n + 1, sizeof(unsigned int));
    char *none = (char *)xc_alloc(n, sizeof(struct dev));

    return pick(dev, map, none);
}
