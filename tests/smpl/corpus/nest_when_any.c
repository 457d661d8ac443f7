static void one(void)
{
    xc_lock();
    touch();
    xc_unlock();
    touch();
    xc_unlock();
}
