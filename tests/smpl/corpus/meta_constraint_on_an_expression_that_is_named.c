void stop(int first)
{
    release(first);
    release(1);
    release((first));
    release(first + 1);
}
