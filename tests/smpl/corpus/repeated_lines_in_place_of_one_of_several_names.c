void f(int p)
{
    int a, num_b, c;
    int num_d;

    int num_e, *q, r[3];
    int i = 1, num_j;
    if (p) {
        int num_x, num_y;

        use(num_x, num_y);
    }
    int long_name_1,
        num_1;
    use(num_1);
}
