static void drop(int pirq)
{
    xc_log("one %d", pirq);
    xc_log("two %d %d", pirq, pirq + 1);
}
