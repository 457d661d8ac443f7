static void run(int a)
{
    while (more()) {
        xc_unlock(a);
        work(a);
        xc_lock(a);
    }
}
