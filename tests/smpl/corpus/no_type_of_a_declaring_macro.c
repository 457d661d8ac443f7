static DECLARE_MAP(bits, 32);

struct s {
    DECLARE_MAP(bits, 32);
    declare_list(all);
};

void f(void)
{
    static DECLARE_MAP(bits, 32);
}
