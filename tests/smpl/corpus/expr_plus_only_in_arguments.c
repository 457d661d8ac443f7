static int map(void *h, int pirq)
{
    return xc_map(h, pirq) + xc_map(NULL, 0);
}
