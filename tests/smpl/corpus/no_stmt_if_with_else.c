static void run(int a)
{
    if (xc_debug(a)) {
        dump(a);
    } else {
        two();
    }
}
