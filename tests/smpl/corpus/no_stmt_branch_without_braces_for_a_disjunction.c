void f(int a)
{
    if (a)
        return;
}
