static void drop(int pirq)
{
    xc_log();
    xc_log("none");
    xc_log("drop %d of %s", pirq + 1, name(pirq, 0));
}
