static void run(int a)
{
    xc_map(a, /* flags: */ 0);
    xc_map(a,       /* domain */
           0);      /* flags */
}
