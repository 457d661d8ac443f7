void f(int a)
{
    begin();
    work(a);
    end();
    rest(a);
}
