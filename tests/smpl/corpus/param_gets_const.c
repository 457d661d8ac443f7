void other(char **a, long b)
{
}

void one(char *a)
{
}

int two(int a, char *b,
        char **c)
{
    return 0;
}

void three(unused char *a)
{
}
