static int events(void)
{
    return xc_map(HANDLE) | xc_unmap(HANDLE) | xc_mapped(HANDLE);
}
