void stop(int a, int *b, int *c)
{
    release(b, a);
    release(b, c);
}
