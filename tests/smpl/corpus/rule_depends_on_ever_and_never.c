static void run(int x)
{
    first(x);
    one();
    two();
}
