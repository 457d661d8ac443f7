static void run(int a)
{
    one();
    xc_begin(a);
    two();
    while (more(a)) {
        three();
    }
    xc_end(a);
    four();
}
