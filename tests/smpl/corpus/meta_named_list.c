int a = f(1, 2);
int b = f(1);
