int x[] = { b, a };
int x[] = { a };
int x[] = { b };
int y[] = { a, b };
