static int run(void)
{
    more();
out:
    return xc_result;
}
