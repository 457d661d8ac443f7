int f(int a)
{
    if ((a = get(1)) < 0)
        return 1;
    else
        a++;
    if (a < 0)
        return 2;
    else
        a++;
    return 0;
}
