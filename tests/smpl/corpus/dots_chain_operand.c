int tests(char *a, char *b, int c)
{
    if (a == NULL || c)
        return 1;
    if (c || a == NULL || b == NULL)
        return 2;
    if (a == NULL) {
        return 3;
    }
    if (c && a == NULL)
        return 4;
    if (c || (c && a == NULL))
        return 5;
    while (a == NULL || c)
        c = 0;
    return a == NULL || c;
}
