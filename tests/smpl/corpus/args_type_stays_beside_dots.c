void f(void)
{
    x = first(char *, 0);
    y = second(char *, 0);
    z = second(a, const int, 0);
}
