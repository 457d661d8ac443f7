static void compare(struct dev *dev)
{
    if (dev->handle == XC_HANDLE_NONE) {
        dev->handle |= XC_HANDLE_NONE;
    }
}
