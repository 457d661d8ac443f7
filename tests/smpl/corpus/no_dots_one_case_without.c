static void run(int a)
{
    xc_lock(a);
    switch (a) {
    case 1:
        xc_unlock(a);
        break;
    default:
        break;
    }
}

static void without_default(int a)
{
    xc_lock(a);
    switch (a) {
    case 1:
        xc_unlock(a);
        break;
    case 2:
        xc_unlock(a);
        break;
    }
}
