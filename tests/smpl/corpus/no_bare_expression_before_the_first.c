void f(int a, int *x)
{
    use(x);
    log_use(x = get_mem(1), use(x));
    if (a) {
        use(x);
        return;
    }
    log_use(a);
}

void g(int *x)
{
    for (int *y = get_mem(2); y; y++) {
        use(y);
    }
}
