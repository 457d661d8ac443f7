static int run(int a)
{
    xc_lock(a);
    if (a) {
        if (more(a)) {
            return 1;
        }
        return 2;
    }
    if (a > 1) {
        if (more(a)) {
            xc_trace(a);
        } else {
            return 2;
        }
    } else {
        return 3;
    }
    xc_unlock(a);
    return 0;
}
