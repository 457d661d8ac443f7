static int xen_f(int a)
{
    return a;
}

void g(void)
{
}
