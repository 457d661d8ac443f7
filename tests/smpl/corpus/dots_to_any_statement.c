void other(void)
{
    begin();
    work();
    rest();
}

void at_once(void)
{
    begin();
    work();
    end();
}

void later(int a)
{
    begin();
    work();
    if (a) {
        work();
    }
    rest();
    end();
}
