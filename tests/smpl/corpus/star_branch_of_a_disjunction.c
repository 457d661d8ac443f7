void puts_all(int x)
{
    put(0);
    put(x);
    put(put(2));
}
