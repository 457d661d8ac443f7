int in_branch(int a)
{
    if (a) {
        step();
    }
    return 0;
}

int in_loop(int a)
{
    while (a--) {
        step();
    }
    return 0;
}

int twice(int a)
{
    step();
    run(a);
    step();
    return 0;
}
