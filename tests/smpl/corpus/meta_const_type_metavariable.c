void stop(const char *a, char *b, const struct port *c)
{
    release(a);
    release(b);
    release(c);
}
