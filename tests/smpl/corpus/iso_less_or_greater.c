static void run(int a, int b)
{
    xc_check(a < b);
    xc_check(a > b);
    xc_check(a <= b);
}
