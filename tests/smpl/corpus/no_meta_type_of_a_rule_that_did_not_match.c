void stop(int a)
{
    release(a);
}
