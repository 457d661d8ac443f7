void t(int a)
{
    use(a);
    neg(a);
    size((a));
}
