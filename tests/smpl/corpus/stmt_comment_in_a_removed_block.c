static void run(int a)
{
    if (xc_old(a)) {
        xc_first(a);
        xc_second(a);
        /* and then the third */
    }
    xc_third(a);
}
