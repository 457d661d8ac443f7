void stop(int a, char *b, int *c, long *d)
{
    release(a);
    release(b);
    release(c);
    release(d);
}
