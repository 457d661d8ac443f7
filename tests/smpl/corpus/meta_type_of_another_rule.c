void stop(int *a, struct port *b)
{
    release(a);
    release(b);
    clear(sizeof(struct port));
}
