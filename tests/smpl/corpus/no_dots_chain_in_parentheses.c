void g(int a)
{
    f(1 + (a << 1));
    f(2 - a);
    f(a << 2);
}
