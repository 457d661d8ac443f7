static void run(int a)
{
    one();
    if (xc_debug(a)) {
        dump(a);
    }
    if (xc_debug(a)) {
        dump(a);
        more(a);
    }
    two();
}
