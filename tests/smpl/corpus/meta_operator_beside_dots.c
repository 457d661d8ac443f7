void f(int size, int total, int n)
{
    total = n + 1;
    total |= n * size - 1;
    total = n * 1;
    limit(2 * size);
    limit(2 << (n - size));
    limit(2 * n);
}
