static void one(void)
{
    xc_lock();
    touch();
    xc_unlock();
}

static void two(void)
{
    xc_lock();
    touch();
    log_it();
    xc_unlock();
}
