int f(void)
{
    int left;
    int right;
    return use(left) + use(right) + use(other);
}
