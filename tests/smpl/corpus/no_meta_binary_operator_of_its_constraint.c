int f(int x, int y)
{
    low(x < y);
    low(x + y);
    low((x == y));
    high(x - y);
    high(x * y);
    high(-y);
    return high(x = y);
}
