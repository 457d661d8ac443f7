static void setup(void)
{
    init();
}

static void one(int a)
{
    xc_lock(a);
    if (other) {
        use(a);
    } else {
        note();
    }
    log_it();
}
