int f(int a)
{
    xc_map(a, -1);
    xc_map(-2, - 1);
    xc_map(a, 1);
    xc_map(a, +1);
    if (a) {
        return 1;
    }
    return -1;
}
