int plain;
static int one __late;
int two __late = 3;
int at_three __at(3);
int at_any __at("x", 2);

struct early {
    int n;
    char c;
};

struct late {
    int n;
    char c;
} __late;

void f(int a, int b __unused, int c)
{
    int x __late = a + b;

    g(x, c);
}
