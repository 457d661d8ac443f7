typedef unsigned short half;
int t(int b)
{
    int c = (half)(b);
    return (half)b + (size_t)(b + 1);
}
