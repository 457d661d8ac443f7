static void run(int a)
{
    switch (a) {
    case 1:
        xc_begin();
    case 2:
        xc_end();
    }
    xc_begin();
out:
    xc_end();
#ifdef CONFIG_XEN
    xc_begin();
#endif
    xc_end();
}
