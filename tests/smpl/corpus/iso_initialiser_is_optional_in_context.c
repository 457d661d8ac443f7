static void run(void)
{
    int a;
    long b = 3;
}
