void f(int a, int b, int fast)
{
    start();
    if (fast) {
        run(a);
    } else {
        run(b);
    }
}
