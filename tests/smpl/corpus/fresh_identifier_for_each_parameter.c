int spare(int, long, int last)
{
    return last;
}
