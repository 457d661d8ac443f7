static void run(int a)
{
    xc_lock(a);
    do {
        work(a);
        xc_unlock(a);
    } while (more(a));
}
