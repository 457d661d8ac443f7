static void run(int a)
{
    xc_lock(a);
    QLIST_FOREACH(entry, &head, next) {
        xc_unlock(a);
    }
}
