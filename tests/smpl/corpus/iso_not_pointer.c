static void run(char *p, char *q, int i)
{
    if (p == NULL) {
        xc_fail();
    }
    one();
    if (!q) {
        xc_fail();
    }
    two();
    if (!i) {
        xc_fail();
    }
}
