static int stops(int a,
                 int b)
{
    if (a) {
        b++;
    }
    abort_all();
    return b;
}

int goes_on(int a)
{
    return a;
}
