#define memzero(x, n) memset(x, 0, n)

void probe(char *p)
{
    memset(p, 0, 3);
}
