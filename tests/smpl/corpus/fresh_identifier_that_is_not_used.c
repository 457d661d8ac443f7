int f(int a)
{
    return first(a);
}
