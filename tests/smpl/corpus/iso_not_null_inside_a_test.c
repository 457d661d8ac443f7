void f(char *p, int n)
{
    if (p != NULL && n) {
        a();
    }
    if ((p != NULL)) {
        b();
    }
    if (!(p != NULL)) {
        c();
    }
    if (n + (p != NULL)) {
        d();
    }
    n = likely(p);
    if (p) {
        e();
    }
}
