int f(int x __unused)
{
    return 1;
}

int g(int x, char *y __unused)
{
    return 1;
}
