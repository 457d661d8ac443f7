static void run(int a)
{
    one();
    if (always(a))
        dump(a);
    two();
}
