void f(void)
{
    size_t a, b;

    set(b, b_size);
}

void g(void)
{
    size_t a, b, c;

    set(c, c_size);
    set(a, a_size);
}
