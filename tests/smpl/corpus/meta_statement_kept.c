static int check(int rc)
{
    if (xc_failed(rc)) {
        log(rc);
        return -1;
    }
    if (xc_failed(rc + 1))
        return -2;
    while (rc) {
        if (xc_failed(rc--))
            for (;;)
                rc++;
    }
    return 0;
}
