void f(struct one *p)
{
    struct two *n;
    int i;

    i = p->size;
    struct three *t = 0;
    if (!p) {
        return;
    }
    use(i);
}
