int check(char *p, char *q)
{
    if (!p)
        return -1;
    if (q == NULL) {
        log_null(q);
        return -2;
    }
    if (NULL == p)
        return -3;
    if (p)
        return 0;
    return 1;
}
