void stop(int a, char *b, unsigned long c, long d, struct port *e)
{
    release(a);
    release(b);
    release(c);
    release(d);
    release(e);
}
