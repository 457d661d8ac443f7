struct s {
    int old_field[3];
};

void f(void)
{
    int old_a[12];
    int old_d;
}
