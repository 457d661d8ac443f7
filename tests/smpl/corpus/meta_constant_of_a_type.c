void stop(int a)
{
    release(a);
    release(1);
    release(1.5);
    release(2UL);
}
