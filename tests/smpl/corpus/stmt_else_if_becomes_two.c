int t(struct handle *h)
{
    int r = 0;

    if (h->ready)
        work(h);
    else if ((r = prepare(h, 0)) < 0)
        report("cannot prepare %s: %d",
               h->name, r);
    if (h->done) {
        finish(h);
    } else if (stopped)
        leave();
    while (h->next)
        if ((r = prepare(h->next, 1)) < 0)
            return r;
    return r;
}
