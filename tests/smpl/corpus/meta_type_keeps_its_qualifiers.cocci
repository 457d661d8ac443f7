@@
type T;
identifier x = {alpha, beta, gamma, delta, epsilon};
@@
- T x;
+ DECLARE(sizeof(T), x);
