int other(int n)
{
    begin();
    use(4);
    return 5;
}

int tested(int n)
{
    begin();
    if (n)
        use(3);
    return 5;
}

void run(struct dev *a, struct dev *b)
{
    get(1);
    lose(a);
    put(b);
}
