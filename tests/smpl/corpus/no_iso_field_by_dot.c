static void run(struct dev *dev, struct dev one)
{
    use(one.xc_handle);
    use((*dev).xc_handle);
}
