static void levels(void)
{
    xc_level(16);
    xc_level(0x10);
}
