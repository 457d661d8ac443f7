int shared;

void stop(struct port *port, int first)
{
    static int kept;
    int second = 1;

    release(first);
    release(second);
    release(port->third);
    release(kept);
    release(shared);
    {
        int shared = 0;
        release(shared);
    }
    for (int k = 0; k < 2; k++)
        release(k);
}
