void t(struct handle *h)
{
    if (h->done)
        finish(h);
    else if (stopped)
        leave();
    work(h);
}
