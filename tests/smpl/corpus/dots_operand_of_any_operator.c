void f(int a, int b)
{
    a = b << 2;
    a = b << 2 << 3;
    a = b - 1;
    a = 1 - b - 2;
    a = 5 / b;
    a = b ? f(b) : 0;
    a = b ? f(b) : 1;
    a = b;
    a += b - 1;
}
