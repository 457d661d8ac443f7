static void run(int a)
{
    if (a)
        one();
    else
        two();
    if (!a)
        two();
    else
        one();
    if (a)
        three();
    else
        one();
}
