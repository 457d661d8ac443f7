void probe(struct port *p, struct port *q)
{
    prepare();
    start(p);
    prepare();
    start(q);
    start(p);
}
