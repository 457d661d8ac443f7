void f(struct item *a, struct item *b)
{
    mark(a == 0, *a, a->next, a += 1);
    mark(b == 0, *a, a->next, a += 1);
    sign(a == 0, *a, a->next, a += 1);
}
