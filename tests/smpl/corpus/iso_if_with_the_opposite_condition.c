static void run(struct dev *d, int n, int m)
{
    if (d == NULL)
        one();
    else
        two();
    if (d != NULL)
        two();
    else
        one();
    if (d)
        two();
    else
        one();
    if (n >= m)
        high(m);
    else
        low(n);
    if (n > m)
        low(m);
    else
        high(n);
    if (n <= m)
        low(n);
    else
        high(m);
    if (!d || !full(d))
        drop();
    else
        keep();
    if (!(d && full(d)))
        drop();
    else
        keep();
}
