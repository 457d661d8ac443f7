static void run(int a)
{
    if (a)
        xc_open();
    else
        other();
}
