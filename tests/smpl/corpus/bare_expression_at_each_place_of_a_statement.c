void twice(int a, int b)
{
    start();
    join(get_mem(a), get_mem(b), get_mem(a));
    get_mem(a);
}

void header(int a)
{
    start();
    for (int i = get_mem(a); i < get_mem(9); i += get_mem(a)) {
        get_mem(i);
    }
}

void sizes(int a)
{
    int part[get_mem(a)];

    start();
    struct pair p = { .one = get_mem(a), .two = get_mem(2) };
}

int given_back(int a)
{
    start();
    if (a) {
        return get_mem(a);
    }
    return sizeof(get_mem(a));
}

void last(int a)
{
    start();
    do {
        a++;
    } while (get_mem(a));
}
