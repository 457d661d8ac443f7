void f(void)
{
    unsigned int a;
    unsigned long long b;
    int c;
}
