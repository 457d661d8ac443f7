void f(int n)
{
    int k;

    for (int j = 0; j < n; j++) {
        use(j);
    }
    for (int j = 0; ; ) {
        use(j);
        n++;
    }
    for (int j = 1; j; j++) {
        use(j);
    }
    for (k = 0; k; k++) {
        use(k);
    }
}
