static void drop(int pirq)
{
    xc_log("one", pirq, XEN_HANDLE + 1);
    xc_log("two", get(XEN_HANDLE), !XEN_HANDLE);
}
