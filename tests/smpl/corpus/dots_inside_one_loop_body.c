static void run(int a)
{
    for (a = 0; a < 3; a++) {
        xc_lock(a);
        work(a);
        xc_unlock(a);
    }
}
