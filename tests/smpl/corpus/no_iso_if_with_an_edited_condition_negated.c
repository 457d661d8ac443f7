static void run(struct dev *d)
{
    if (bad(d) != NULL)
        one();
    else
        two();
}
