void f(int x, int y, int z)
{
    both(x == y + z);
    less(x - y - z);
    less(x - (y + z));
    sum(x * y);
}
