void first(int a, int b)
{
    add(a);
    if (b) {
        add(b);
    }
}

void none(int a)
{
    use(a);
}

void second(int a)
{
    add(a);
}
