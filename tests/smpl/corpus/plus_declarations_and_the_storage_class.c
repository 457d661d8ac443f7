int count(void)
{
    static int bounds;
    return 0;
}
