int f(char *name)
{
    int x = start(name);

    if (!name) {
        return 0;
    }
    return NULL == name || name == NULL || x;
}
