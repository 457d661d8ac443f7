static void stop(void *h)
{
    QLIST_FOREACH(entry, &head, next) {
        xc_close(h);
    }
    if (IS_OPEN(h)) {
        xc_close(h + 1);
    }
}
