static int one(int a)
{
    xc_lock(a);
    if (a) {
        xc_unlock(a);
    }
    return a;
}
