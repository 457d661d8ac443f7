static int map(void *h, int pirq)
{
    return xc_map(h, pirq);
}
