static void one(int a)
{
    if (a) {
        return;
    }
    note();
}

static int two(int a)
{
    switch (a) {
    case 1:
        return 1;
    default:
        note();
    }
    return 0;
}
