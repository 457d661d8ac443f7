static void one(int a)
{
    xc_all();
    if (a) {
        xc_begin(1);
    } else {
        xc_begin(1);
    }
    xc_end(1);
}

static void two(int a)
{
    xc_all();
    if (a) {
        xc_begin(1);
    } else {
        xc_begin(2);
    }
    xc_end(1);
}
