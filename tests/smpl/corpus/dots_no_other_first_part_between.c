static void run(int a, int b)
{
    xc_begin(a);
    xc_begin(b);
    work();
    xc_end_all();
}
