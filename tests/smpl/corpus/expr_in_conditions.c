static int pirq_scan(int first, int last)
{
    int i;

    if (pirq_free(first)) {
        return first;
    }
    while (pirq_free(last) == 0 && last > first) {
        last--;
    }
    for (i = pirq_free(first); pirq_free(i) < 0; i += pirq_free(1)) {
        switch (pirq_free(i)) {
        case 1:
            return pirq_free(i) ? i : -1;
        }
    }
    do {
        i--;
    } while (pirq_free(i));
    return -1;
}
