static void run(int a)
{
    one();
    xc_permit();
    two();
}
