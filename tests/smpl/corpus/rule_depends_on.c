static void run(int a)
{
    if (xen_enabled()) {
        xc_close(a);
    }
}

static void two(int a)
{
    xc_close(a);
}
