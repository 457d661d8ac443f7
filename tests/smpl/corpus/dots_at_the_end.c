static void run(int a)
{
    xc_lock(a);
    work(a);
    xc_lock(a);
    more(a);
}
