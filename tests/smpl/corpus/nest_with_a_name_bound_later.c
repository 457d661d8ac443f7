void stop(struct dev *d, int now)
{
    if (now) {
        release(d, 1);
        return;
    }
    drain(d);
    release(d, 1);
}
