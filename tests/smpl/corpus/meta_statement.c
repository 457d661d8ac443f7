static void start(void)
{
    if (xen_enabled_at_build)
        xen_start();
    other();
}
