void f(int a)
{
    set(-LIMIT);
    set(-3);
    set(-a);
    set(!LIMIT);
}
