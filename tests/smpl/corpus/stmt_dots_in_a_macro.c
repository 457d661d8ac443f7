#define ONE(h, v) do {              \
        lock(h);                    \
        if (v) {                    \
            work(h);                \
        }                           \
        unlock(h);                  \
    } while (0)

#define TWO(h, v) do {              \
        lock(h);                    \
        if (v) {                    \
            wait(h);                \
        }                           \
        unlock(h);                  \
    } while (0)

void t(struct handle *h)
{
    lock(h);
    work(h);
    unlock(h);
}
