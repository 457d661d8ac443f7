static void run(int a)
{
    int x;

    x = take();
#if 0
    x = a + 1;
#endif
    log(a);
    use(x);
}
