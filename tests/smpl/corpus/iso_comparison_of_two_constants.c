void run(int n)
{
    use(1 == 0);
    use(n == 0);
    use(LIMIT == n);
    use(0 == NULL);
}
