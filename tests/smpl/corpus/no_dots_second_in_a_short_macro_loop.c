static void run(int a)
{
    xc_lock(a);
    EACH(entry, &head) {
        xc_unlock(a);
    }
}
