void stop(void)
{
    release(1);
}
