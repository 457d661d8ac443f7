int start(void)
{
    if (handle == NULL) {
        return -1;
    }
    return 0;
}
