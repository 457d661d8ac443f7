int freed(int a)
{
    char *p;

    p = dev_alloc(a);
    if (!p)
        return -1;
    if (a) {
        dev_free(p);
        return -2;
    }
    use(p);
    dev_free(p);
    return 0;
}

void never_freed(char *p)
{
    p = dev_alloc(1);
    use(p);
}

void kept(char *p, int a)
{
    p = dev_alloc(2);
    if (a)
        keep(p);
    dev_free(p);
}

void freed_twice(char *p)
{
    p = dev_alloc(3);
    dev_free(p);
    dev_free(p);
}

void other(char *p, char *q)
{
    for (;;) {
        p = dev_alloc(4);
        if (q)
            continue;
        dev_free(q);
    }
}
