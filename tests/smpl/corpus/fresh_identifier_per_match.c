void both(struct dev *a, struct dev *b)
{
    lock(a);
    begin(a);
    unlock(a);
    lock(b);
    begin(b);
    unlock(b);
}

void once(struct dev *a)
{
    lock(a);
    unlock(a);
}
