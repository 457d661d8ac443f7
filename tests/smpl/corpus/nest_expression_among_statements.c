static int one(int a)
{
    int n = xc_use(a);

    while (xc_use(n) > 0) {
        if (n) {
            return xc_use(n - 1);
        }
        n = xc_use(1) + xc_use(2);
    }
    return n;
}
