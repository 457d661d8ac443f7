static void run(int a)
{
    one();
    if (a > 3 && more(a)) {
        xc_debug();
    }
    if (a) {
        two();
    }
}
