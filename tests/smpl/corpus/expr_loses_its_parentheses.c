int t(int z)
{
    int y = (ROUND(z, 2));
    return(ROUND(z,
                 4)) + y;
}
