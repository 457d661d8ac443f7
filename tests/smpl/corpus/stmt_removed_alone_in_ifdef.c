static void stop(void *h)
{
#ifdef CONFIG_XEN
    xc_close(h);
#else
    other(h);
#endif
}
