void f(struct dev *d, struct bus *b, struct bus *other)
{
    dev_init(d);
    bus_reset(other);
    dev_add(b, d);
}

void g(struct dev *d, struct bus *b)
{
    dev_init(d);
    bus_reset(b);
    dev_add(b, d);
}

void h(struct dev *d, struct bus *b, struct bus *other)
{
    dev_init(d);
    if (d->fast) {
        bus_reset(other);
        dev_add(b, d);
        return;
    }
    bus_reset(b);
    dev_add(other, d);
}

void i(struct dev *d, struct bus *b, struct bus *other)
{
    dev_init(d);
    if (d->fast) {
        bus_reset(other);
    } else {
        bus_stop(b);
    }
    dev_add(b, d);
}
