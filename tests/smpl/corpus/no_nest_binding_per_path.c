static void one(int a)
{
    xc_lock();
    if (a) {
        touch(1);
        xc_unlock(1);
    } else {
        touch(2);
        xc_unlock(2);
    }
}
