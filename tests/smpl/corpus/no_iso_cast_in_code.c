static void run(int a)
{
    xc_get((int)(base + a));
    xc_get((long)base + a);
}
