void one(int a)
{
    start(a);
    table[a] = put(1);
}

void two(int a)
{
    start(a);
    (table[a]) = put(2);
}

void three(int a, int b)
{
    start(a);
    table[b] = put(3);
}
