int t(int z)
{
    int y = ROUND(z, 2);
    return y + ROUND(z,
                     4);
}
