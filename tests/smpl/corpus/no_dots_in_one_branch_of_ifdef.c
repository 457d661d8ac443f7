static void run(int a)
{
    xc_lock(a);
#ifdef CONFIG_XEN
    xc_unlock(a);
#endif
}
