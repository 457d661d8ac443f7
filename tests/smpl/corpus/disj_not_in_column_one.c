int f(char *a, char *b)
{
    if (!a || b == NULL) {
        return !b;
    }
    return a == NULL;
}
