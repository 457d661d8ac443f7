void stop(void)
{
    release(first);
    release(second);
    release(third);
    release(fourth);
    release(fifth);
}
