static void run(int a)
{
    xc_set(a | XC_FLAG);
    xc_set(XC_FLAG | a);
    xc_set(a | OTHER | XC_FLAG);
    xc_set(a & XC_FLAG);
}
