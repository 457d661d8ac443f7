void f(int a)
{
    send(a, 1, 2);
    done(a);
    send(a, 3);
    done(a, 4);
}
