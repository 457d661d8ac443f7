#define LONG 10L
#define MIXED 1 + 2L
#define SAME(x) (x)
#define UNKNOWN limit
#define EMPTY
#define BLOCK do { } while (0)
#define NAME "name"

void run(long n)
{
    wait(LONG);
    wait(MIXED);
    wait(SAME(n));
    wait(UNKNOWN);
    wait(EMPTY);
    wait(NAME);
    wait(OTHER);
}

#define OTHER 1
