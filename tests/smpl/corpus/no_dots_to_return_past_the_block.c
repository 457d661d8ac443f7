int f(int a)
{
    if (a < 0) {
        log(a);
    }
    return 2;
}

int g(int a)
{
    while (a) {
        if (a < 0) {
            log(a);
            break;
        }
    }
    return 2;
}

int h(int a)
{
    if (a < 0) {
        if (a < -2) {
            goto out;
        }
        return 8;
    }
    return 4;
out:
    log(a);
    return 5;
}
