void run(int n)
{
    if (n)
        begin();
    end();
    while (n)
        begin();
    end();
    if (n) {
        begin();
    } else
        begin();
    end();
    for (;;)
        return;
}
