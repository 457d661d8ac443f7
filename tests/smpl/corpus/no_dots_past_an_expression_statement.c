void later(void)
{
    begin();
    work();
    rest();
    end();
}
