int f(int n)
{
    for (;;) {
        switch (n) {
        case 0:
            xc_end();
            break;
        default:
            xc_end();
            break;
        }
        y();
    }
    return 0;
}
