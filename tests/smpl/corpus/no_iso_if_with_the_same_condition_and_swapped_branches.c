static void run(int n)
{
    if (n == limit)
        two();
    else
        one();
    if (n != limit)
        one();
    else
        two();
    if (n >= limit)
        one();
    else
        two();
}
