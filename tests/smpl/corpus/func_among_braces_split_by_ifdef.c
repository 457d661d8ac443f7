void first(int a)
{
    if (a) {
#ifdef LED
        if (b) {
            x();
        }
    }
    if (c) {
        z();
#else
        y();
#endif
    }
    if (e) {
        f(1);
    }
}
void second(void)
{
    f(1);
}
