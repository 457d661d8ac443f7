void f(int x, int y, struct list *p)
{
    EACH_PORTS(x, y) {
        g(x);
    }
    EACH_PORT(x, y, p) {
        g(x);
    }
    while (x, y) {
        g(x);
    }
}
