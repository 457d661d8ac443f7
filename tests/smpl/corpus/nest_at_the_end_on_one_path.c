static int one(int a)
{
    begin();
    if (a) {
        log_it(1);
        return 1;
    }
    stop();
    log_it(2);
    return 0;
}
