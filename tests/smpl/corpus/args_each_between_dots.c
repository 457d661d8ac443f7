void m(void)
{
    f(old(1), 2, old(3));
    f(2);
    f(old(4));
}
