static int run(void *h, int pirq)
{
    int rc = xc_physdev_unmap(h, pirq_of_the_device);

    return rc;
}
