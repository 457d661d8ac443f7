static void one(int a)
{
    xc_begin(a);
    touch(a);
    xc_end(a);
}

static void two(int a)
{
    xc_begin(a);
    a = touch(a);
    xc_end(a);
}
