void f(int c)
{
    xc_begin();
    if (c) {
        return;
    }
    x();
}

int g(int c)
{
    xc_begin();
    return c;
}
