static void types(xc_interface value, xc_interface **all)
{
    close_handle(&value);
    close_handle(*all);
    close_handle(all[2]);
    close_handle(all);
}
