void stop(const char *a, char *b, const int *c)
{
    release(a);
    release(b);
    release(c);
}
