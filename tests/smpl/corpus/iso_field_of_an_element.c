static void run(struct dev *dev, struct dev one)
{
    use(dev->xc_handle);
    use(dev->next->xc_handle);
    use(one.xc_handle);
}
