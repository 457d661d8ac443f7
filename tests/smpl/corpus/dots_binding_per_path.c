static void run(int a)
{
    xc_lock_all();
    if (a) {
        xc_unlock(1);
    } else {
        xc_unlock(2);
    }
}
