int f(int x)
{
    if (ready())
        return keep(x);
    return 0;
}
