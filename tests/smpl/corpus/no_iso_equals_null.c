static void run(char *p, char *q)
{
    if (p != NULL) {
        xc_fail();
    }
    if (p) {
        xc_fail();
    }
    if (p == 0) {
        xc_fail();
    }
    if (p == q) {
        xc_fail();
    }
}
