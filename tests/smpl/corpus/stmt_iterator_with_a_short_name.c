void f(int x, int n)
{
    each(x, n, 3) {
        g(x);
    }
    first(x);
    if (x) {
        g(x);
    }
    each_bit(x, n) {
        g(x);
    }
}

void h(int x, int n)
{
    first(x);
    if (x)
        return;
    g(x);
}
