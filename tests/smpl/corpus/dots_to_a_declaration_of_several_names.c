void f(void)
{
    int a, b;
    int c;

    use(a);
    use(b);
    use(c);
}
