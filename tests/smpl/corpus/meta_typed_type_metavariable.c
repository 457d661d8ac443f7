static void types(int a, struct dev *dev, int *b)
{
    clear(dev, sizeof(struct dev));
    clear(b, sizeof(int));
    clear(b, sizeof(struct dev));
    clear(a, sizeof(int));
}
