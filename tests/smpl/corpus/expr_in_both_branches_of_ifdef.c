static unsigned long start(unsigned long addr)
{
#ifdef CONFIG_XEN
    return page_of(addr);
#else
    return page_of(addr) + 1;
#endif
}
