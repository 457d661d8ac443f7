@@
expression E;
@@
struct ops o = {
    .open = E,
-   .ioctl = do_ioctl,
+   .unlocked_ioctl = do_ioctl,
+   .compat_ioctl = do_ioctl,
};
