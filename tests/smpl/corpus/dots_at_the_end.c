static void run(int a)
{
    xc_lock(a + 1);
    work(a);
    xc_lock(a);
    more(a);
}
