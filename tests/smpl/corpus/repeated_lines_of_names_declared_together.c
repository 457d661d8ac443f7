int f(void)
{
    int c;
    packet_t first, second;
    int d;

    c = 1;
    fill();
    return c + d;
}
