static void one(int a)
{
    fd = xc_open(a);
    xc_close(fd);
}

static void two(void)
{
    dir = xc_open(NULL);
    xc_close(dir);
    xc_close(other);
}
