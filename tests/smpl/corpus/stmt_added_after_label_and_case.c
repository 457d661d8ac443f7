static void start(void *h)
{
    switch (kind(h)) {
    case 1:
        xc_open(h);
        break;
    default:
        xc_open(h + 1);
    }
out:
    xc_open(h + 2);
}
