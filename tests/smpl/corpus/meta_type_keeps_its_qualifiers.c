void run(void)
{
    int *const first;
    const int second;
    char *const *third;
    const char *const fourth;
    char **volatile fifth;
}
