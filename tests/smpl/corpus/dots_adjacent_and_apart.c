static void run(int a)
{
    xc_lock(a);
    xc_unlock(a);
    xc_lock(a + 1);
    work(a);
    xc_unlock(a + 1);
}
