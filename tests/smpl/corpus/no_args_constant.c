static void levels(int level)
{
    xc_level(level);
    xc_level(level + 1);
    xc_level(get(3));
    xc_level(&level);
}
