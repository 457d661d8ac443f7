static void run(int a)
{
    xc_lock(a);
    one(a);
    xc_lock(a);
    two(a);
    xc_unlock(a);
    three(a);
    xc_unlock(a);
}
