static void stop(struct ops *ops)
{
    ops->stop = xc_domain_shutdown;
    ops->xc_domain_shutdown(1);
}
