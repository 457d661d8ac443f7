int f(int n)
{
    int a = start(n), b;

    b = start(n);
    b += start(n);
    return a + b;
}
