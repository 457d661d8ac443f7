static void stop(void)
{
    xc_shutdown();
}

static void start(void)
{
    hook = stop;
    hook = start;
}
