static void show(unsigned long addr)
{
    DPRINTF("page %lx\n", page_of(addr));
    XEN_LOG(page_of(addr), page_of(0));
    QLIST_FOREACH(entry, page_of(addr)) {
        page_of(entry);
    }
}
