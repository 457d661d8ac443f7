static void one(int a)
{
    xc_lock();
    log_it(1);
    set(2);
    log_it(a);
    xc_unlock();
}
