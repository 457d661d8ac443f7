static void types(int a, char *b, long c, struct dev *dev)
{
    int d = 3;

    show(a);
    show(b);
    show(c);
    show(d);
    show(a + d);
    show(4);
    show(dev);
}
