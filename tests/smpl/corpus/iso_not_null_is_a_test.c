static void *run(int a)
{
    void *p = xc_get(a);

    if (xc_get(a) != NULL) {
        one();
    }
    if (xc_get(a + 1)) {
        two();
    }
    if (a && xc_get(a + 2)) {
        three();
    }
    use(xc_get(a));
    return xc_get(a);
}
