int t(int flags)
{
    int a = (flags & 2) ? UNKNOWN : 0;
    int b = UNKNOWN;
    int c = UNKNOWN << 2;
    int d = UNKNOWN == flags;
    int e = flags ? 1 : UNKNOWN;
    return a;
}
