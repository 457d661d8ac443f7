static void one(int a)
{
    xc_lock();
    if (a) {
        touch();
        xc_unlock();
    } else {
        touch();
    }
}
