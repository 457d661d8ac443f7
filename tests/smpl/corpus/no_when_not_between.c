static void statement(int a)
{
    xc_lock(a);
    touch(a);
    xc_unlock(a);
}

static void expression(int a)
{
    xc_lock(a);
    a = 3 + touch(a);
    xc_unlock(a);
}

static void initialiser(int a)
{
    xc_lock(a);
    int b = touch(a);
    xc_unlock(a);
}

static int condition(int a)
{
    xc_lock(a);
    if (touch(a)) {
        return 1;
    }
    xc_unlock(a);
    return 0;
}

static void branch(int a)
{
    xc_lock(a);
    if (a) {
        touch(a);
    }
    xc_unlock(a);
}

static void loop(int a)
{
    xc_lock(a);
    while (more()) {
        touch(a);
    }
    xc_unlock(a);
}
