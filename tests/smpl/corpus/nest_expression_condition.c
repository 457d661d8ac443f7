int f(int a, int b)
{
    if (is_set(a))
        return 1;
    if (!is_set(a) && (b || is_set(b) > 1)) {
        return 2;
    }
    if (a) {
        is_set(a);
    }
    while (is_set(a))
        a--;
    if (is_set(a))
        b++;
    else
        b--;
    return is_set(b);
}
