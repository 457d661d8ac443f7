static void run(int a)
{
    if (xen_ready(a)) {
        if (more(a)) {
            xc_work(a);
        }
    }
    if (xen_ready(a)) {
        xc_work(a);
        xc_work(a);
    }
    if (xen_ready(a))
        xc_work(a);
    if (xen_ready(a)) {
        xc_work(a);
    } else {
        two(a);
    }
}
