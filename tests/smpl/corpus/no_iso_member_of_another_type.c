void run(struct dev *d, struct port *p, struct port **all, struct port table[3])
{
    take(d->count);
    take((*d).count);
    take(all->count);
    look(d[1].count);
    look(table[1].count);
    keep(p->count);
}
