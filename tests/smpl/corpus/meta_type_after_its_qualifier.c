void run(void)
{
    int *const a;
    const int b;
    int const c;
    const char *const d;
    const char *e;
}
