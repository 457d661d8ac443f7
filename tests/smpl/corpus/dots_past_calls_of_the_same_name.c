void m(int a)
{
    f(a);
    f(sizeof(long));
    f(sizeof(int));
}
