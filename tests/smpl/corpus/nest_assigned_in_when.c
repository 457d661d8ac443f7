void one(int a)
{
    first(a);
    work(1, a, 2);
    last(a);
}

void two(int a)
{
    first(a);
    b[a] = 3;
    last(a);
}

void three(int a)
{
    first(a);
    b = a;
    last(a);
}
