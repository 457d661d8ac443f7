typedef unsigned short half;
int t(int b)
{
    int c = (half)((230400L + b/2) / b);
    c = (int)((b + 3/2) / 3);
    return c;
}
