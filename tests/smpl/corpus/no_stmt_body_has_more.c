static void run(int a)
{
    while (xc_more(a)) {
        xc_step(a);
        two();
    }
    do {
        xc_step(a);
    } while (xc_more(a));
}
