static void one(int a)
{
    xc_lock();
    set(1);
    get(2);
    set(3);
    if (a) {
        set(4);
        get(5);
    }
    xc_unlock();
}
