void f(int a)
{
    if (a) {
        step();
    } else {
        step();
    }
    while (a) {
        step();
    }
}
