static void run(void)
{
    xc_get(NULL);
    xc_get(false);
    xc_get(0.0);
}
