static void levels(struct dev *dev)
{
    xc_level(dev->level);
    xc_level(3);
    xc_level(*dev);
}
