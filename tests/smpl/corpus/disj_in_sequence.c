static void run(int a)
{
    xc_lock(a);
    xc_map(a);
    xc_unmap(a);
    xc_lock(a);
    xc_unmap(a);
    xc_lock(a);
    xc_unmap(a + 1);
}
