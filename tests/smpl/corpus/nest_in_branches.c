void probe(int a)
{
    if (ready(1)) {
        f(1);
        if (a)
            f(2);
    }
    while (ready(2)) {
        a = f(1);
        f(a);
    }
    if (a) {
        f(1);
    }
}
