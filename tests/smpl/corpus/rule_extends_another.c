void turn(int *x, int *y)
{
    int t;
    long u;

    t = *x;
    *x = *y;
    *y = t;
}
