int size;
void xc_wrapper(int domid);
void xc_other(int domid);
int count;
