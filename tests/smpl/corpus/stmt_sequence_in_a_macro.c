#define WORK(h, v) do {             \
        prepare(h);                 \
        begin(h);                   \
        if (v) {                    \
            finish(h, v);           \
        }                           \
        forget(h);                  \
    } while (0)

#define LAST(h, v) {                \
        prepare(h);                 \
        begin(h);                   \
        if (v) {                    \
            finish(h, v);           \
        } }

void t(struct handle *h, int v)
{
    begin(h);
    if (v) {
        finish(h, v);
    }
}
