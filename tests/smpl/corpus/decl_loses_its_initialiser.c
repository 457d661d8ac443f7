void run(void)
{
    int a;
    int b = 1;
    static int c = 2;  /* kept */
    int d = 3, e = 4;
    char *f = make(1), g;
    int h unused = 5;
}
