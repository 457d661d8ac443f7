struct range {
    int first;
    char *name;
};

void run(const int *p, int *const q, const struct range *r, const int n, volatile int v, int i)
{
    use((int *)p);
    use((int *)q);
    use((int *)&r->first);
    use((int)n);
    use((int)v);
    use((const int)i);
    use((char **)&r->name);
    use((const int *)&i);
    set(q);
    set(&i);
}
