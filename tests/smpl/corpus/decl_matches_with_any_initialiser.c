xc_interface *global = NULL;

static void start(int a)
{
    xc_interface *local = open_handle(a, 0);
    xc_interface *none;

    none = local;
}
