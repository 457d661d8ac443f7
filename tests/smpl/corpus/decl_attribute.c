short plain;
short one __late;
short two __late = 3;
short at_three __at(3);

struct early {
    int n;
    char c;
};

struct late {
    int n;
    char c;
} __late;

void f(int a, short b __unused, int c)
{
    short x __late = a + b;

    g(x, c);
}
