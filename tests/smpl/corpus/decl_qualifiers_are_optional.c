static void run(void)
{
    const char *a;
    static volatile char *b;
    unsigned char *c;
    char d;
}
