int run(unsigned int __nocast mask, int x)
{
    return take(x, mask);
}

void set(void)
{
    int __user *p;
    const int __user n;
    char *q;
}
