static void levels(int level)
{
    xc_level(-16);
    xc_level(NULL);
    xc_level("a" "b");
    xc_level(sizeof(int));
    xc_level(Level);
    xc_level((3));
    xc_level(!0);
}
