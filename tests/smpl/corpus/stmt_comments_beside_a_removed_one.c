static void stop(void *h)
{
    one();
    /* Two comes next. */
    two();
    xc_close(h);
    /* Three is last. */
    three();
}
