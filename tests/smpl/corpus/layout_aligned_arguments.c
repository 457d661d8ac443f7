static void run(void *h, int domid)
{
    void *p = xc_map_pages(h, domid,
                           PROT_READ | PROT_WRITE,
                           pages, count);

    p = xc_map_pages(h,
                     domid,
                     PROT_READ,
                     pages,
                     1);
}
