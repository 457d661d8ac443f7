static void run(int a)
{
    if (xc_once(a)) {
        one();
        two();
    }
    if (xc_once(a)) {
    }
}
