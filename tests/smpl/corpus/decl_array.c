static void start(void)
{
    int a[3], b;
    int map[PAGES * 2];
    int one;
}
