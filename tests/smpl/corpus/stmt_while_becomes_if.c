void other(int a)
{
    do {
        work(a);
    } while (a);
}

void run(int a)
{
    while (a) /* once */
    {
        work(a);  // hard

        rest();
    }
    while (more(a))
        work(a);
}
