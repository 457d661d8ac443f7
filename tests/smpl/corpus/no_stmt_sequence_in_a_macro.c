#define LOCK(h) do { lock(h); } while (0)
#define TAKE(h, e) do { e = take(h); } while (0)

int t(struct handle *h)
{
    int e;

    LOCK(h);
    TAKE(h, e);
    return e;
}
