static void run(int a, int b)
{
    xc_lock(a);
    xc_lock(b);
    work(a);
    xc_unlock(a);
    xc_unlock(b);
    more(a);
    xc_lock(a);
    work(b);
    xc_unlock(a);
}
