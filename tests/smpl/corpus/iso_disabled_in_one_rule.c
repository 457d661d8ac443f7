void f(int x)
{
    if (x)
        a();
    else
        b();
    if (x)
        a();
    if (x)
        c();
}
