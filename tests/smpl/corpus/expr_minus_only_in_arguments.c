static int map(void *h, int domid, int pirq)
{
    xc_map(h, domid, pirq);
    return xc_map(h, domid + 1, pirq);
}
