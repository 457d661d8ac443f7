static void types(int a, struct dev *dev, xc_interface value, xc_interface **all)
{
    close_handle(a);
    close_handle(dev);
    close_handle(value);
    close_handle(all);
    close_handle(undeclared);
    close_handle(NULL);
}
