static void run(void)
{
    xc_put(0);
    xc_put('\0');
    xc_put(0x0);
    xc_put(NULL);
    xc_put(0L);
}
