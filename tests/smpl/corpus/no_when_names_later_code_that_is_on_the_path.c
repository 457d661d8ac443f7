void f(struct dev *d, struct bus *b)
{
    dev_init(d);
    bus_reset(b);
    dev_add(b, d);
}

void g(struct dev *d, struct bus *b)
{
    dev_init(d);
    if (d->fast) {
        bus_reset(b);
    }
    dev_add(b, d);
}
