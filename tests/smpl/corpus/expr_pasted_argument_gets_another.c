#define A(n) f(x_##n)
#define B(n) f(#n)
#define C(...) f(__VA_ARGS__)
