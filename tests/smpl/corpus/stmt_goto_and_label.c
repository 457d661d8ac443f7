static int run(int a)
{
    if (a) {
        goto out;
    }
    if (a > 1)
        goto out;
    a++;
out:
    return a;
}
