static void one(int a)
{
    xc_lock();
    touch();
    if (a) {
        xc_unlock();
    }
}
