static void drop(int pirq)
{
    xc_log("one", pirq);
    xc_log("two", XEN_HANDLE, pirq);
    xc_log("three", pirq, XEN_HANDLE, 3);
}
