const int *p;
int n;
volatile int v;
char **names;
char *const *more;
