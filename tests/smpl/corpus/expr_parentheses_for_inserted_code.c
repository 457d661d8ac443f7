void f(void)
{
    x = negated(a + b);
    x = negated(a->b);
    x = member(*a);
    x = member(a[1]);
    x = both(a == b, c & d);
    x = both(a ? b : c, d = e);
    plain(a + b);
    x = negated((a + b));
}
