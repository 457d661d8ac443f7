void xc_wrapper(int domid);
void xc_wrapper_two(int domid);
