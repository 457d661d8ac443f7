void other(char **a, long b)
{
}

void start(char *a)
{
}

int store(int a, char *b,
        char **c)
{
    return 0;
}

void stop(unused char *a)
{
}
