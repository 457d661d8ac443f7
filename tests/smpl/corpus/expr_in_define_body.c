#define FIRST_PAGE page_of(0)
#define TOUCH(addr) do { \
    touch_page(page_of(addr)); \
} while (0)

static void start(unsigned long addr)
{
    TOUCH(addr);
}
