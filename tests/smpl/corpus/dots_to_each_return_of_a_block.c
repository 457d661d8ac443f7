int f(int a)
{
    if (a < 0) {
        if (a == -2) {
            return 2;
        }
        log(a);
        return 3;
    }
    return 0;
}

int behind_goto(int a)
{
    if (a < 0) {
        log(a);
        goto out;
    }
    if (a < 0)
        goto out;
    return 0;
out:
    clean(a);
    return 3;
}
