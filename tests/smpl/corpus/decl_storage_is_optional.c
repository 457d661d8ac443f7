static xc_interface *hidden;
extern xc_interface *shared;
int count;

static void start(int a)
{
    static xc_interface *kept;
    int b;

    b = a;
}
