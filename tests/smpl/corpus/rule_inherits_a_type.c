static void run(void)
{
    struct handle *h = XC_NONE;

    xc_size(sizeof(struct handle *));
    xc_size(sizeof(struct handle));
}
