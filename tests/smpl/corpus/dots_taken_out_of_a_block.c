void f(int a)
{
    if (present()) {
        /* first */
        step(a);
        if (a) {
            stop(a);
        }
    }
    done(a);
}
