static void run(int a, void *p)
{
    xc_get((int)a);
    xc_get(a);
    xc_get((struct dev *)p);
}
