static void run(int a)
{
    if (unlikely(!xc_get(a))) {
        one();
    }
    if (a && !xc_get(a)) {
        two();
    }
    if (!(xc_get(a))) {
        three();
    }
}
