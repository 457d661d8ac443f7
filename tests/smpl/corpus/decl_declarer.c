DECLARE_MAP(ports, 32);
module_author("A. U. Thor");
struct list all = { 0 };

void f(int n)
{
    DECLARE_MAP(used, n);
    struct list own = { 0 };

    g(used, own);
}
