static void copy(struct dev *a, struct dev *b)
{
    xc_copy(a->pirq, b->pirq);
    xc_copy(1, 2);
    xc_copy(a, (a));
    xc_copy(a + 1, 1 + a);
}
