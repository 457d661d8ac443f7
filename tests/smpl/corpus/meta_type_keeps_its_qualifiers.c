void run(void)
{
    int *const alpha;
    const int beta;
    char *const *gamma;
    const char *const delta;
    char **volatile epsilon;
}
