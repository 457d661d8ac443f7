void start(void)
{
    first(x);
    first(y);
    second(x);
    stop();
}
