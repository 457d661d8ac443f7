static void run(int a)
{
    xc_open(a);
    xc_close(a);
    one();
}
