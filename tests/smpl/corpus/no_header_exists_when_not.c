static void one(int a)
{
    xc_lock(a);
    if (use(a)) {
        xc_unlock(a);
    }
}
