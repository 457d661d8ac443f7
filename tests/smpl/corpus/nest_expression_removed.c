void f(char *p, int a, char *q)
{
    p = read_reg(a);
    p = base + (read_reg(a) << 2);
    a = read_reg(1);
    q += read_reg(2);
    p = read_reg(3) + read_reg(3);
}
