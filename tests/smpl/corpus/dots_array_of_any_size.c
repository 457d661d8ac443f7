void f(int n)
{
    char a[20];
    char b[2 * SIZE];
    char c[2][3];
    int d[4];
    char *e;

    use(a, b, c, d, e);
}
