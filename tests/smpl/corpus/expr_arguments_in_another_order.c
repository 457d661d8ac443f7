static void *map(void *h, int domid)
{
    return xc_map_pages(h, domid, ROUND(17, 4), PROT_READ | PROT_WRITE);
}
