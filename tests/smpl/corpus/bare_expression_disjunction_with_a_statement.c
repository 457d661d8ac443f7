void one(int a)
{
    start();
    put(a);
}

void other(int a)
{
    start();
    a = get(a) + get(1);
    put(a);
}

void neither(int a)
{
    start();
    a = put(a);
}

void both(int a)
{
    start();
    join(put(a), get(a));
}

void by_ways(int a)
{
    start();
    if (a) {
        get(a);
    } else {
        put(2);
    }
    put(3);
}

void in_head(int a)
{
    start();
    while (get(a)) {
        put(a);
    }
}
