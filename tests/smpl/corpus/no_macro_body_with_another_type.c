static long n;
static int m[3];

#define WAIT wait(n)
#define WAIT_FOR(n) wait(n)
#define SIZE (sizeof(m) / sizeof(long))
