int run(unsigned int __nocast mask, int x)
{
    return take(x, mask);
}

void set(void)
{
    int __user *user;
    const int __user number;
    char *plain;
}
