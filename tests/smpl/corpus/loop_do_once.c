void f(void)
{
    do {
        begin();
        step();
    } while (0);
    end();
}
