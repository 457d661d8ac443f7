static void drop(void *h, int pirq)
{
    xc_unmap();
    xc_unmap(h);
    xc_unmap(h, xen_domid, pirq + 1);
}
