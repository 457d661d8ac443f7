void f(int p)
{
    if (p) {
        x();
        goto err;
    }
    y();
err:
    xc_end();
}
