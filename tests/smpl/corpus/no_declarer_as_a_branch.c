struct s {
    int n;
    declare_map(bits, 32);
};

void f(int x)
{
    if (x)
        declare_map(bits, x);
    for (;;)
        declare_map(bits, x);
    x = declare_map(bits, x);
}
