typedef struct one one_t;
void f(struct one *a, one_t *b, int *c)
{
    pair(a, b);
    pair(b, a);
    pair(a, c);
}
