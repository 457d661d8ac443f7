void f(void)
{
    unsigned char a, b;
    char c;
}
