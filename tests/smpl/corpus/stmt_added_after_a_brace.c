void f(int n)
{
    if (n) { xc_begin(); }
    x(); xc_begin();
    /* y */ xc_begin();
}
