static void run(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
    } else if (more(a)) {
        work(a);
        xc_unlock(a);
    } else {
        xc_unlock(a);
        work(a);
    }
}
