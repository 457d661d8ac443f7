static int start(struct device *d, int n);
static int start(struct device *, int);
static int other(struct device *dev, int count);

static int start(struct device *d, int n)
{
    log(n);
    probe(d);
    return 0;
}

static int other(struct device *d, int n)
{
    return n;
}
