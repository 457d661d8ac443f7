static int fields(struct dev *dev)
{
    return old_get(dev->pirq) + old_get(dev->next->pirq) + old_get(dev->v.pirq);
}
