void stop(int *a)
{
    release(NULL);
    release(0);
    release(a);
    release(a + 1);
    release(0x0);
}
