int first(void)
{
    struct box *box = next();
    start(box);
    return 0;
}

int second(int n)
{
    start(n);
    {
        int m[2] = { 1, 2 };

        start(m);
    }
    return 0;
}
