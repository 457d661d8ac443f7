#define ROUND(x) ((x) & ~(XEN_OLD_PAGE_SIZE - 1))

static char page[XEN_OLD_PAGE_SIZE];

static int size(struct dev *dev)
{
    switch (dev->size) {
    case 3:
        return sizeof(XEN_OLD_PAGE_SIZE);
    }
    return ROUND(dev->size + XEN_OLD_PAGE_SIZE);
}
