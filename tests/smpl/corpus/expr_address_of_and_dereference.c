static void pick(struct dev *dev, struct dev *one)
{
    xc_get(&dev->pirq, *dev->pirq.where);
    xc_get(&one[3], *one[3].where);
    xc_get(&one[3], *one[4].where);
}
