void f(int a)
{
    run(copy(get(a)));
    run(1 + copy(2 * get(a)) - get(a));
    run(get(a));
    copy(get(a));
}
