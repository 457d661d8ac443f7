void f(void)
{
    pair(x, char *);
    pair(struct foo, y);
    pair(x, int);
}
