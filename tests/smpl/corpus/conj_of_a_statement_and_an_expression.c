void probe(struct port *p, struct port *q)
{
    prepare();
    start(p->dev);
    prepare();
    start(q);
}
