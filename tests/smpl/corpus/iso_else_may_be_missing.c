static void run(int a)
{
    if (xc_get(a)) {
        one();
    } else {
        two();
    }
    three();
    if (xc_get(a + 1)) {
        one();
    }
}
