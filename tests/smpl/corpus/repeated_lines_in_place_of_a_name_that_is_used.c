void f(int p)
{
    int a, b, c;

    use(a);
    use(c);
}
