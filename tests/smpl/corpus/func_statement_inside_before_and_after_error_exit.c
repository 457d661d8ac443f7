int xen_start(int a)
{
    if (a < 0) {
        return -1;
    }
    step();
    if (a > 3) {
        goto out;
    }
    run(a);
out:
    return 0;
}
