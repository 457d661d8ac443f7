int two(int a, int b)
{
    return a;
}

int four(int a, int b, int c, int d)
{
    return a;
}

int other(int a, int b, char c)
{
    return a;
}
