void t(int a)
{
    f(a);
    f(a);
    f(2); /* last */
}
