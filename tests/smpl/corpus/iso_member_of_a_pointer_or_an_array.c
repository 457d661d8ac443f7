void run(struct port *p, struct port s, struct port table[3])
{
    take(p->count);
    take(s.count);
    take(p[2].count);
    look(p->count);
    look(p[1].count);
    set(table->count);
    set(table[p->index].count);
    init(&p->mutex);
    init(&s.mutex);
}
