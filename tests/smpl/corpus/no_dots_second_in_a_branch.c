static void run(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
    }
}
