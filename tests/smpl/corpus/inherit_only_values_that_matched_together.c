void start(void)
{
    first(x);
    first(y);
    pair(x, 1);
    pair(y, 2);
}
