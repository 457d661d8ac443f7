static int run(int a)
{
    int rc = old_two(old_one(a, 0));

    return rc + old_one(old_two(old_two(a)), 0);
}
