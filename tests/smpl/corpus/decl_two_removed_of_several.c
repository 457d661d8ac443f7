void both(void)
{
    int a;
    long b;
    g();
}

void first(void)
{
    int a, z;
    long b;
    g();
}

void last(void)
{
    int a;
    long z, b;
    g();
}

void neither(void)
{
    int a, z = 1;
    long y, b;
    g();
}

void other(void)
{
    int a, z;
    long c;
    g();
}
