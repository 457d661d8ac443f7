static void run(int a)
{
    if (a) {
        xc_permit();
    }
}
