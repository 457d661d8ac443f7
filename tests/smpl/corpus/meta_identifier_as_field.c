static void clear(struct dev *dev)
{
    CLEAR(dev, pirq);
    CLEAR(dev->next, line);
}
