static void start(int a)
{
    int fd;
    int other;

    fd = xc_open(a);
    other = a;
    xc_close(fd);
}
