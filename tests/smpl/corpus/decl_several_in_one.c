static void run(void)
{
    int a, b;
    int c, d = 3;
    long e;
}
