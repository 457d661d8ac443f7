void f(void)
{
    two(12, 1);
    use(12, 1);
    use(13, 1);
}
