static int result(int a)
{
    int rc = xc_result(a);

    if (rc)
        return xc_result(rc);
    return xc_result(a) + 1;
}
