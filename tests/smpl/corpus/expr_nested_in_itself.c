static int twice(int a)
{
    return wrap(wrap(a) + wrap(1));
}
