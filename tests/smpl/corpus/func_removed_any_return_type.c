static int before;

static inline unsigned long xc_wrapper(xc_interface *xc, int domid)
{
    while (domid) {
        if (call(xc, domid--)) {
            return 0;
        }
    }
    return 1;
}

static int after;
