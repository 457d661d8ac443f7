int f(int x, int y, int z)
{
    x = swapped(x - y - z);
    x = swapped(x == y + z);
    x = swapped(x << y + z);
    x = negated(x - y - z);
    x = negated(x - (y + z));
    x = product(x - y - z);
    x = product(x == y + z);
    x = product(x & -z);
    return x;
}
