void f(int a)
{
    start();
    use(a);
}
