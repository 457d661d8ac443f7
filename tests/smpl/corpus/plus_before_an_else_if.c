void t(struct handle *h)
{
    if (h->done) {
        finish(h);
    } else if (stopped) {
        /* nobody waits */
        leave(h,
              0);
    } else {
        work(h);
    }
    if (stopped)
        leave(h, 1);
    else
        work(h);
}
