int f(int a, char *c)
{
    char *p = cache_alloc(c, 1), *q;

    q = cache_alloc(c + 1);
    if (!p) {
        return release(q);
    }
    if (a)
        release(p);
    release(q);
    return 0;
}
