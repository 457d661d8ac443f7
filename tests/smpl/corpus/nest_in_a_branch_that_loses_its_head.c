int probe(void)
{
    p = alloc(1);
    if (p == NULL) {
        return -1;
    }
    q = alloc(2);
    if (q) {
        use(q);
        if (r)
            use(r);
    }
    r = alloc(3);
    if (!r)
        return -1;
    s = other(4);
    if (s) {
        use(s);
    }
    return 0;
}
