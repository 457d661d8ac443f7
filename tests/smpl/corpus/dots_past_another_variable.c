void outer(struct box *box)
{
    lock(box);
    {
        struct box *box = next();

        use(box);
    }
    unlock(box);
}

void member(struct box *b, int box)
{
    lock(b->box);
    {
        int box = 1;

        use(box);
        unlock(b->box);
    }
}
