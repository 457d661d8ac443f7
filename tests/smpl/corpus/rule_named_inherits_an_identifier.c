static void run(int a)
{
    fd = xc_open(a);
    xc_close(fd);
    xc_close(other);
}
