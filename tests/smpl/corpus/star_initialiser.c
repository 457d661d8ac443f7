static int *kept, *made = get_mem(1);

void f(void)
{
    int a = 1, *b = get_mem(a), *c;

    c = get_mem(2);
    for (int *d = get_mem(3); d; d = get_mem(4)) {
        use(d);
    }
}
