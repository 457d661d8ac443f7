static int one(int a)
{
    if (a < 0) {
        if (a < -1) {
            xc_unlock(a);
            return 1;
        }
        log_it(a);
    }
    return 0;
}
