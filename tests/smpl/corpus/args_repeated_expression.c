static void copy(struct dev *a, struct dev *b)
{
    xc_copy(a->pirq, a->pirq);
    xc_copy(a->pirq, b->pirq);
    xc_copy(a[3], a [ 3 ]);
    xc_copy(a->pirq, a->pirq /* the same */ );
}
