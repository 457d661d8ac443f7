static void drop(void *other, int pirq)
{
    xc_unmap(xen_xc, pirq);
    xc_unmap(other, pirq);
}
