int f(char *name, int n)
{
    int most = limit(n);

    given(!name);
    given(name);
    return most;
}
