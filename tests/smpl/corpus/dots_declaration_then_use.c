static void run(int c)
{
    int a;
    long b = 3;

    xc_use(a);
    more();
    xc_use(b);
    xc_use(c);
}
