void inner(struct box *box)
{
    lock(box);
    {
        struct box *box = next();

        unlock(box);
    }
}

void beside(int n)
{
    if (n) {
        struct box *box = next();

        lock(box->head);
    }
    {
        struct box *box = last();

        unlock(box->head);
    }
}
