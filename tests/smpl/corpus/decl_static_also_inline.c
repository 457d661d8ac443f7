static inline int f(void)
{
    old();
}

int g(void)
{
    old();
}
