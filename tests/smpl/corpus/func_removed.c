static int before;

static void xc_wrapper(int domid)
{
    if (domid) {
        call(domid);
    }
}

static int after;
