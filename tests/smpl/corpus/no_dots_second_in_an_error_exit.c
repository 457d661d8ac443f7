int f(int n)
{
    xc_begin();
    if (n) {
        if (n > 1) {
            xc_end();
            return 1;
        }
        return 0;
    }
    xc_end();
    return 0;
}
