static void drop(int pirq)
{
    xc_log();
    xc_log("drop");
    xc_log("drop %d %d", pirq, pirq);
}
