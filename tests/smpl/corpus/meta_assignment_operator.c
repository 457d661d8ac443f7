int f(struct dev *d, int x)
{
    int flags = hex(2);

    flags = x;
    flags |= hex(x) + 1;
    x += hex(3);
    x -= hex(4);
    d->mask |= hex(5);
    x = !(x > 2);
    x <<= !x;
    return flags;
}
