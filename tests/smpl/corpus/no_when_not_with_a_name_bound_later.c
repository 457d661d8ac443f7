int same(int n)
{
    begin();
    use(5);
    return 5;
}

int variable(int n)
{
    begin();
    n = 1;
    return n;
}
