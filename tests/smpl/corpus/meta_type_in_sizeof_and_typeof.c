typedef struct dev {
    int id;
} Dev;
static void run(Dev *old)
{
    Dev *dev = xc_alloc(sizeof(Dev));
    struct dev *same = xc_alloc(sizeof(struct dev));
    int size = xc_alloc(sizeof(old));
    xc_cast((typeof(old->id))f(dev));
    xc_cast((const __typeof__(old->id) *)same);
}
