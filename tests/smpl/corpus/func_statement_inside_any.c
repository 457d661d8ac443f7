int twice(int a)
{
    step();
    run(a);
    step();
    return 0;
}
