void probe(struct port *p, struct port *q)
{
    start(p, 1);
    start(q, 1);
    if (start(&p->dev, 1))
        start(p, 2);
}
