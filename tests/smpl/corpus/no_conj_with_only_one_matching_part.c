void probe(struct port *p, struct port *q)
{
    start(q, 1);
    start(p, 2);
    start(p, 1, 2);
    stop(p, 1);
}
