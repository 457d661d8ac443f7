static void drop(void)
{
    xc_unmap();
}
