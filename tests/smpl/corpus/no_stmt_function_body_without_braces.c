void f(void)
{
    step();
}
