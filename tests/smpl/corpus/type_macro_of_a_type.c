#define INT16 int
void f(INT16 a, long b)
{
    old(a);
    old(b);
}
