void f(struct item *x, struct item *y, int i, int n)
{
    FOREACH_SAFE(x, &all, y) {
        g(x);
        if (old(x))
            break;
    }
    FOREACH(x, &all)
        g(x);
    for (i = 0; i < n; i++) {
        FOREACH_SAFE(x, &ports[i], link, y)
            g(x);
    }
}
