static void stop(void *h)
{
#ifdef CONFIG_XEN
    xc_close(h);
#elif defined(CONFIG_KVM)
    xc_close(h + 1);
#else
    xc_close(h + 2);
#endif
    xc_close(h + 3);
}
