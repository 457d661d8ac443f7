struct early {
    int n;
    char c;
};

void f(int plain, int __late before, char *late, long wide __late)
{
    g(plain, before, late, wide);
}
