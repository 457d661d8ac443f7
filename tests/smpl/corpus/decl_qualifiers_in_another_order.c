void run(void)
{
    const volatile int a;
    volatile const int b;
    int volatile const c;
    const int d;
}
