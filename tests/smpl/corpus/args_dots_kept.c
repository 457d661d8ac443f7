static void drop(int pirq)
{
    xc_log(LEVEL);
    xc_log(LEVEL, "drop %d", pirq);
    xc_log(OTHER, "drop %d", pirq);
}
