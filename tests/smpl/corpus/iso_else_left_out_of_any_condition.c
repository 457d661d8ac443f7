void f(int x)
{
    if (x) {
        start(x);
    } else {
        stop(x);
    }
    if (x > 2) {
        start(x);
    }
    go(x);
}
