static int map_all(struct dev *dev, struct bus *bus)
{
    int rc = dev->ops->map(0);

    rc |= bus->devs[3].parent->ops->map(rc + 1);
    dev->map(2);
    return rc;
}
