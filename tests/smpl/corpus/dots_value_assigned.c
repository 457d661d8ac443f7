int f(int i)
{
    int a = 1 + i;

    use(i);
    a = i ? 2 : 3;
    return a;
}

int g(int i)
{
    int a;

    a = 2;
    return a;
}
