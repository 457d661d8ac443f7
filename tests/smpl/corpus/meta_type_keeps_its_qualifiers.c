void run(void)
{
    int *const a;
    const int b;
    char *const *c;
    const char *const d;
    char **volatile e;
}
