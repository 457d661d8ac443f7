void h(char *p, char c)
{
    if (NULL == p) {
        return;
    }
    if (NULL != p)
        go();
    if (p != NULL)
        go();
    c = '\0';
    x = f(1);
    for (;;) {
        a();
        b();
    }
}
