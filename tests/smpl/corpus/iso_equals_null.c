static void run(char *p, char *q)
{
    if (p == NULL) {
        xc_fail();
    }
    one();
    if (!q) {
        xc_fail();
    }
    two();
    if (NULL == p) {
        xc_fail();
    }
    three();
    if (p == 0) {
        xc_fail();
    }
}
