void f(int n)
{
    int i;

    for (i = 0; i < n; i++) {
        use(i);
    }
    for (; n; )
        use(n--);
    for (;;) {
        break;
    }
    for (int j = 0; j < n; j++)
        use(j);
    for (i = 0, n = 2; i < n; i++, n--)
        use(i);
}
