static void run(int a)
{
    first();
    both();
    either();
    only_first();
    one_of();
}
