static void run(int a)
{
    use(xc_get(a) ? 1 : 2);
    use(!xc_get(a) ? 1 : 2);
}
