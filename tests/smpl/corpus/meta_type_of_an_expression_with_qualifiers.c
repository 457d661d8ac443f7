struct range {
    int first;
    char *name;
};

typedef const char *text;

void run(const int *p, int *const q, const struct range *r, const int n, volatile int v, text t,
         char *const *names)
{
    use((const int *)p);
    use((int *const)q);
    use((const int *)&r->first);
    use((const int)n);
    use((volatile int)v);
    use((char *const *)&r->name);
    save(p);
    save(*p);
    save(q);
    save(*q);
    save(n);
    save(n + 1);
    save(-n);
    save(v);
    save(names);
    save(*names);
    save(**names);
    save(&q);
    fixed(q);
    fixed(n);
    fixed(*p);
    fixed(*names);
    look(p);
    look(&n);
    look(r);
    look(t);
    look(names);
    look(q);
}
