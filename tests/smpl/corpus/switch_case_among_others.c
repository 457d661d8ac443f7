void f(int a)
{
    switch (a) {
    case 1:
        one();
        break;
    case OLD:
        old();
        break;
    default:
        other();
    }
}
