static void run(int a)
{
    xc_lock(a);
#ifdef CONFIG_XEN
    work(a);
    xc_unlock(a);
#else
    xc_unlock(a);
#endif
}
