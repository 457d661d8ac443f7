typedef struct other other_t;
void f(struct one *a, struct busy *b, other_t *c, struct one d)
{
    get(a);
    get(b);
    get(c);
    get(d);
}
