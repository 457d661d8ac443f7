xc_interface *global;

static void start(int a)
{
    xc_interface *local;

    if (a) {
        xc_interface *inner;

        use(local, inner);
    }
}
