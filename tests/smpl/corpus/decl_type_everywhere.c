static xc_interface *global;

static int start(xc_interface *h, int a)
{
    xc_interface *local = (xc_interface *)open_handle(sizeof(xc_interface));

    return use(local);
}
