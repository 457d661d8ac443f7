static int choose(int a, int b)
{
    int one = (int)(a ? b : 0);

    one += (int)(a ? b : 1);
    return (long)(a ? b : 0) + (int)(b ? a + 1 : 0) + one;
}
