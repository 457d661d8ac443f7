static void run(int a)
{
    fd = xen_open(a);
    xc_close(fd);
}
