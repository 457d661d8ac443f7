static void run(int a)
{
    xc_lock(a);
    int b = a;
    {
        int c = b;

        work(b, c);
        xc_unlock(a);
    }
}
