int t(int a)
{
    typeof(f(a)) r = f(1);
    __typeof__(f(2)) *p = &r;
    __typeof__(f(a)) q;
    r = (typeof(f(a)))a + (typeof(f(a)))f(3);
    return sizeof(typeof(f(4)));
}
