void f(int a, int b, int fast)
{
    later(a);
    later(b);
    if (fast) {
        later(1);
        stop();
        return;
    }
    later(b);
    run();
    stop();
}
