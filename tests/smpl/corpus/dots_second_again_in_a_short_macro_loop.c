static void run(int a)
{
    EACH(entry, &head) {
        xc_lock(a);
        if (skip(entry)) {
            xc_unlock(a);
            continue;
        }
        use(entry);
        xc_unlock(a);
    }
}
