void stop(char *a)
{
    char b[10];
    int c[10];

    release(a);
    release(b);
    release(c);
}
