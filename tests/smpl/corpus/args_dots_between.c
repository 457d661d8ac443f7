static void drop(void *h, int pirq)
{
    xc_unmap(h);
    xc_unmap(h, pirq);
    xc_unmap(h, xen_domid, call(1, 2), pirq + 1);
}
