void stop(int first, int second, char *third)
{
    release(first);
    release(second);
    release(third);
}
