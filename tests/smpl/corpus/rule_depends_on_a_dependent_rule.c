static void run(void)
{
    first();
    second();
    third();
}
