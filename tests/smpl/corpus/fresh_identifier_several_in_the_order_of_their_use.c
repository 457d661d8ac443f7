void move(int a, int b, int c)
{
    copy_range(a, b);
    copy_range(b, c);
}
