void f(int a, int b)
{
    use(alloc(sizeof(a) * b));
    use(alloc(2 * sizeof(a)));
    use(alloc(b * 2 * sizeof(a)));
    use(alloc(sizeof(a)));
    use(alloc(sizeof(a) + b));
    use(alloc(b * (sizeof(a) + 1)));
}
