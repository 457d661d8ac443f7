void f(char *x)
{
    if (!x) {
        a();
    }
    if (NULL == x) {
        b();
    }
}
