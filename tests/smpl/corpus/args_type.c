void f(void)
{
    a = entry(list, struct foo);
    a = entry(list, typeof(*a));
    a = entry(list, const char *);
    a = entry(list, value);
    a = entry(int, list);
}
