static void run(int a, int b)
{
    use(a > b ? 1 : 2);
    use(a <= b ? 1 : 2);
    use(b < a ? 1 : 2);
    use(b >= a ? 1 : 2);
    use(a >= b ? 1 : 2);
    use(a == b ? 1 : 2);
}
