static xc_interface *handle;

static void types(int fd)
{
    close_handle(handle);
    {
        int handle = fd;

        close_handle(handle);
    }
    close_handle(handle);
}
