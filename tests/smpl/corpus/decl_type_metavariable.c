static void start(int a)
{
    struct handle *one = XC_HANDLE_NONE;
    unsigned long two = XC_HANDLE_NONE;
    int three = a;

    use(one, two, three);
}
