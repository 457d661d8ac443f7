static int open_all(void *logger)
{
    int first = xc_open(logger);
    int second;

    second = xc_open(NULL);
    if ((second = xc_open(logger)) < 0) {
        second += xc_open(logger);
    }
    return first + second;
}
