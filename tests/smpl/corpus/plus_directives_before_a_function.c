static int first(void)
{
    return 1;
}

int second(int a) {
    return a;
}
