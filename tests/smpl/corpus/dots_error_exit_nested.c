static int run(int a)
{
    xc_lock(a);
    if (a < 0) {
        if (a < -1) {
            return -1;
        } else {
            return -2;
        }
    }
    if (a > 0) {
        while (more(a)) {
            a--;
        }
        switch (a) {
        case 3:
            return 3;
        }
        return 4;
    }
    xc_unlock(a);
    return 0;
}
