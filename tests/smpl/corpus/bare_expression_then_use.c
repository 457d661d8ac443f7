int *made(void)
{
    int *x = get_mem(1), *y = get_mem(2);

    use(x);
    use(y);
    return x;
}

int tested(int a)
{
    int *x;

    if ((x = get_mem(a)) == 0)
        return 1;
    return use(x) + a;
}

void in_a_condition(int *x)
{
    x = get_mem(2);
    if (use(x)) {
        log_use(x);
    }
}

void in_a_loop(int *x)
{
    while ((x = get_mem(3))) {
        use(x);
    }
    use(x);
}

void not_on_each_way(int a, int *x)
{
    x = get_mem(4);
    if (a)
        use(x);
    log_use(a);
}

void named_between(int *x)
{
    x = get_mem(5);
    log_use(x);
    use(x);
}

void in_the_loop_itself(int *x)
{
    do {
        log_use(0);
    } while ((x = get_mem(6)));
    use(x);
}

void chosen(int *x)
{
    switch (*(x = get_mem(7))) {
    case 1:
        use(x);
        break;
    default:
        log_use(1 + use(x));
    }
}
