void probe(void)
{
    begin();
    if (p) {
        free(q);
    }
    begin();
    if (p)
        free(r);
    begin();
    while (p) {
        free(p);
        stop(p);
    }
}
