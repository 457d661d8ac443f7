static xc_interface *global;

static void types(xc_interface *parameter, int fd)
{
    xc_interface *local = open_handle();

    close_handle(local);
    close_handle(parameter);
    close_handle(global);
    close_handle(fd);
}
