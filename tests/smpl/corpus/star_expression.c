int one(int order)
{
    int page = alloc_page(order);

    keep(page);
    if (alloc_page(order + 1) == 0) {
        return -1;
    }
    log_page(1,
             alloc_page(
                 order),
             page);
    return alloc_page(0);
}
#define PAGE alloc_page(0)
