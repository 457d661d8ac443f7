int first(void)
{
    int count = 1;

    return count;
}
