static void run(int a)
{
    while (xc_more(a)) {
        xc_step(a);
    }
    while (xc_more(a)) {
        xc_step(a + 1);
    }
}
