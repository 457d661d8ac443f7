void f(void)
{
    struct ops a;
}
