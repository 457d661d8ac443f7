static int one(int a, int b)
{
    if (a < 0) {
        note();
        log_it();
        return -1;
    }
    if (b < 0) {
        log_it();
        b = 0;
    }
    if (b) {
        log_it();
    }
    return b;
}
