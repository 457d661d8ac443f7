static void run(int a)
{
    if (xen_ready(a)) {
        one(a);
        xc_work(a);
        two(a);
    }
    if (xen_ready(a)) {
        xc_work(a);
        return;
    }
    if (xen_ready(a)) {
        xc_work(a + 1);
    }
}
