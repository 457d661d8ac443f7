static void run(struct dev *dev)
{
    xc_alloc(sizeof(*dev));
    xc_alloc(sizeof dev);
    xc_alloc(sizeof(struct dev));
}
