void f(int a)
{
    make(a);
    make(unknown);
}
