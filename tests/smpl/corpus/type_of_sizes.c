void f(size_t a, int b)
{
    old(a);
    old(sizeof(b));
    old(b);
}
