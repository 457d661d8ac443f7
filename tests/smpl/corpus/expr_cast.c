static void run(int a)
{
    xc_get((int)a);
    xc_get(a);
    xc_get((long)a);
}
