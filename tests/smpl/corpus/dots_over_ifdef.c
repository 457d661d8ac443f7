static void run(int a)
{
    xc_lock(a);
#ifdef CONFIG_XEN
    work(a);
#endif
    xc_unlock(a);
}
