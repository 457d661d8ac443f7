static void run(int a, int b)
{
    xc_lock(a);
    if (a) {
        xc_unlock(b);
    } else {
        xc_unlock(a);
    }
}
