int x[] = { 1, a, 2, b, 3 };
int x[] = { a, b };
int x[] = {
    1,
    a,
    b,
};
