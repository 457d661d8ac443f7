D(a) a

#define D(a) a
#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a

#define D(a) a
	    #ifdef X
	    if (a) {
	    #else
	    if (b) {
	    #endif
    for (;;)
        stop(p); /* last */
	    drop(p); }
store(a,
	    #ifdef X
	    if (a) {
	    drop(p); /* c */
	    #else
	    if (b) {
	    #endif
	    drop(p); } 		  store(b, c));
void stop(int (int *)grab(1), int second, char *third)
warn(z)(f(x), // why
        if (a) trace_step(b); /* c */
    y);
	struct box *b = f();
	b->old_two(y) = b->lid + 1;
    if (r < 0) goto out;
        x = y->owner;
{
    old_two(y)(first);
    trace_step(s);     release(second);
    release(warn(z));
	switch (x) { case 1: stop(p); } /* c */
        warn("%d\n", n);
	LIST_FOREACH(a, b, c)
	    stop(a); // c
        x = (y + 1)->owner ; // c
}
	    LIST_FOREACH(a, b, c)
	        stop(a); /* c */
	    warn(a,
	             b, c);
	    p = (char *)grab(n * sizeof(int));
	    stop(p);
    int n = count(v); // c
