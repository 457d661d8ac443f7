static void run(int a)
{
    xc_begin(a + 1);
    more();
    two();
}
