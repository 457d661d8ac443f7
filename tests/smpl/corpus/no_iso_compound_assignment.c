static void run(int a, int b)
{
    a = a + b;
    a -= b;
    a++;
}
