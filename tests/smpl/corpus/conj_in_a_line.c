void probe(void)
{
    h(f(2));
    h(g(2));
}
