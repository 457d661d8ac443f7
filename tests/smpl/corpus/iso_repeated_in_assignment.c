static void run(int a, int b, struct dev *dev)
{
    a = a + b;
    dev->line = dev->line + 3;
    a = b + 3;
    a += b;
}
