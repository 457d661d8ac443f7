static void stop(void *h)
{
    WITH_LOCK(h) {
        xc_close(h);
    }
    if (IS_OPEN(h)) {
        xc_close(h + 1);
    }
}
