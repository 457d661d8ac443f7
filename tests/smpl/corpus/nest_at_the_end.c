static int one(int a)
{
    log_it(a);
    begin();
    if (a) {
        log_it(1);
        return 1;
    }
    log_it(2);
    return 0;
}
