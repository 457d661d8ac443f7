static void levels(int level)
{
    xc_level(3);
    xc_level(0x10UL);
    xc_level('a');
    xc_level("name");
    xc_level(XTL_DEBUG);
    xc_level(1.5);
}
