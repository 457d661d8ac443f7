static void one(int a, int b)
{
    xc_lock(a);
    touch(a);
    touch(b);
    if (b) {
        touch(a);
    }
    xc_unlock(a);
}
