void t(struct handle *h)
{
    int r;

    r = open_handle(h);
    work(h);
}

void u(struct handle *h)
{
    int r;

    r = open_handle(h);
}

void v(struct handle *h)
{
    int first;
    int r;

    r = open_handle(h);

    first = 0;
    work(h, first);
}
