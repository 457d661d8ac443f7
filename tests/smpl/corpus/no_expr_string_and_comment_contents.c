/* xc_old */
static const char *name = "xc_old"; // xc_old
static char c = 'x';
