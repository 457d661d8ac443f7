static void run(int a)
{
    xc_lock(a);
    while (a--) {
        xc_unlock(a);
    }
}
