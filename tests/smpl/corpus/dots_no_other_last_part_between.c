static void run(int a, int b)
{
    xc_begin_all();
    work();
    xc_end(a);
    xc_end(b);
}
