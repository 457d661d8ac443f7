void start(void)
{
    first(x);
}
