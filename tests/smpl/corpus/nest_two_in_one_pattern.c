static void one(void)
{
    xc_lock();
    touch(1);
    note();
    middle();
    touch(2);
    touch(3);
    xc_unlock();
}
