void other(int a)
{
    if (a) {
        work(a);
    }
}

void run(int a)
{
    if (a)
        work(a);  /* hard */
    else
        rest();
    if (a > 1) {
        work(a);
    } else {
        rest();
    }
    done();
}
