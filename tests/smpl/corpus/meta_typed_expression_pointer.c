static void types(int a, struct dev *dev, int *b)
{
    drop(dev);
    drop(b);
    drop(a);
    drop(&a);
}
