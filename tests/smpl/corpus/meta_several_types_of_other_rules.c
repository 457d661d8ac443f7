void stop(int a, char *b)
{
    first(a);
    release(a);
    release(b);
}
