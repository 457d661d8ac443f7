int f(int x, int y)
{
    assert(x <= y);
    assert(x < y);
    if (0 == x || NULL != name(y)) {
        return 1;
    }
    if (2 & (4 | x)) {
        return x <= y ? x : y;
    }
    return x >= y ? x : y;
}
