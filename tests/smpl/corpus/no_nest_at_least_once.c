static void one(void)
{
    xc_lock();
    note();
    xc_unlock();
    touch();
}
