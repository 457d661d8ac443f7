static void reset(struct dev *dev, int *handles)
{
    dev->handle = XC_HANDLE_NONE;
    handles[0] = XC_HANDLE_NONE;
    if (dev->next) {
        dev->next->handle = XC_HANDLE_NONE;
    }
}
