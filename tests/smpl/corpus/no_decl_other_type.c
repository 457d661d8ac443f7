struct dev {
    xc_interface_t *handle;
};

static void start(xc_interface *parameter)
{
    xc_interface value;
    xc_interface **all;
    void *other = (xc_interface *)parameter;
    xc_interface *set = parameter;
}
