typedef struct range {
    int first;
} Range;

static int n;
static const Range ranges[] = { { 1 }, { 2 } };

#define WAIT wait(n)
#define WAIT_TWICE() (wait(n) + wait(n + 1))
#define RANGES (sizeof(ranges) / sizeof(Range))
