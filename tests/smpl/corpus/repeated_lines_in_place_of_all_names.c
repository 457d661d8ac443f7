int part_g, part_h;
int part_solo;

void f(void)
{
    int part_c, part_b, part_a;

    int part_d,
        part_e;
    use(part_a, part_b);
}
