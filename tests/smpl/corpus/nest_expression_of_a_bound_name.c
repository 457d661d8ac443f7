void f(int a, int b)
{
    put(a);
    log_use(b);
    log_use(1, a);
    log_use(get(a + 1));
    put(b);
}
