void start(void)
{
    open_port(0);
    open_port(1);
}
