void none(void)
{
    begin();
}

void again(int a)
{
    if (a) {
        begin();
        work();
        begin();
    }
}

void stops(int a)
{
    if (a) {
        begin();
        work();
        stop();
    }
}
