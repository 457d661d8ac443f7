static void levels(int level, struct dev *dev)
{
    xc_level(level);
    xc_level(dev->level);
    xc_level(3);
    xc_level(LEVEL);
}
