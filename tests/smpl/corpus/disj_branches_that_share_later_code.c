void f(struct dev *d, struct bus *b)
{
    dev_init(d);
    device_add_child(b, d, NULL);
}

void g(struct dev *d, struct bus *b)
{
    dev_init_late(d);
    device_add_child(b, d, 1);
}

void h(struct dev *d, struct bus *b)
{
    dev_init_late(d);
    device_add_child(b, d, NULL);
}
