int one;
int *two;
struct three *three;

void run(void)
{
    int a, b;
    char *c;  /* kept */
    long d = 1;
}
