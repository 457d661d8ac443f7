void first(int a, int b)
{
    check(a);
    if (b) {
        check(b);
    }
}

void second(int a)
{
    check(a);
}
