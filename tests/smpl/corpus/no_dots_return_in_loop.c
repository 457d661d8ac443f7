static int run(int a)
{
    xc_lock(a);
    while (more(a)) {
        return 1;
    }
    xc_unlock(a);
    return 0;
}

static int in_switch(int a)
{
    xc_lock(a);
    switch (a) {
    case 1:
        return 1;
    default:
        break;
    }
    xc_unlock(a);
    return 0;
}
