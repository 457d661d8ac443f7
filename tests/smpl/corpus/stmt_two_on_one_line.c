static void run(int a)
{
    xc_begin(a);
    xc_end(a);
    xc_begin(a);
    more();
    xc_end(a);
}
