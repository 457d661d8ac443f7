typedef unsigned int u32;

void other(unsigned int *a, u32 *b, int *c)
{
    memmove(a, a, 3 * sizeof(u32));
    memmove(b, b, 3 * sizeof(int));
    memmove(c, c, 3 * sizeof(unsigned));
}

void run(unsigned int *a, u32 *b, long unsigned *c)
{
    memmove(a, a, 3 * sizeof(unsigned));
    memmove(a, b, 3 * sizeof(unsigned int));
    memmove(b, b, 3 * sizeof(unsigned));
    memmove(b, b, 3 * sizeof(u32));
    memmove(b + 1, b, 3 * sizeof(u32));
    memmove(c, c + 1, 3 * sizeof(unsigned long int));
}
