static void run(int a)
{
    xc_lock(a);
    if (more(a)) {
        xc_map(a);
    } else {
        other(a);
        xc_unmap(a);
    }
}
