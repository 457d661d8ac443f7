static void start(int a)
{
    run(a);
    log_name("a", a);
    stop(a);
}
