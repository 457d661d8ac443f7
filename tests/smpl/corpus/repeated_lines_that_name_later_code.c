void f(int a, int b, int c, int fast)
{
    start();
    run(c);
    if (fast) {
        run(b);
        return;
    }
    run(a);
    run(c);
}

void g(int a, int b, int fast)
{
    start();
    if (fast)
        run(a);
    run(b);
}

void h(int a)
{
    begin();
    run(a);
}
