void f(int x)
{
    open();
    start(x);
    stop(x);
}

void g(int x)
{
    open();
    start(x);
    other();
}

void h(int x)
{
    open();
    begin(x);
    stop(x);
}

void i(int x)
{
    start(x);
    stop(x);
}
