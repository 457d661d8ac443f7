int f(int a)
{
    second(a);
    first(a);
    second(a + 1);
    return first(a + 1);
}
