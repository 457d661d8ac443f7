static void run(int a)
{
    if (xen_enabled()) {
        xc_close(a);
    }
}
