void xen_start(void)
{
    open();
    if (ready()) {
        run();
    }
}

void xen_stop(void)
{
    close();
}
