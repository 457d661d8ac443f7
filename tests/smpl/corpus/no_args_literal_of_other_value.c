static void levels(void)
{
    xc_level(17);
    xc_level("16");
    xc_level(020);
    xc_level(16.0);
    xc_level(-16);
}
