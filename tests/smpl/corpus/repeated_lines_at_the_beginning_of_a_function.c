void f(void)
{
    static int a;
    static int b;
    use(a, b);
}

void g(void)
{
    static int c;
    use(c, c);
}
