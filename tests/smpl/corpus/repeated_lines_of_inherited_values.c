void f(int a, int b)
{
    reserve(a);
    reserve(b);
    start();
    run(a, b);
    stop();
}

void g(void)
{
    start();
    stop();
}
