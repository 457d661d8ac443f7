static void run(int a)
{
    while (more()) {
        xc_lock(a);
    }
    xc_unlock(a);
}
