void short_way(int x)
{
    start(x);
    mid(x);
}

void long_way(int x)
{
    start(x);
    mid(x);
    wait(x);
    stop(x);
}

void two_ways(int x)
{
    start(x);
    if (x) {
        mid(x);
        stop(x);
        return;
    }
    mid(x);
    other();
}

void other_branch(int x, int y)
{
    begin(x);
    stop(y);
    stop(x);
}

void not_on_each_way(int x)
{
    start(x);
    if (x) {
        mid(x);
    }
    stop(x);
}
