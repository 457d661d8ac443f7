static void run(void)
{
    int a = 3;
    long b;
    static const char *c;
}
