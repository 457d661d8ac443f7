void one(int a)
{
    release(a);
    use(a);
}

void two(int a)
{
    release(a);
    a = next();
    use(a);
}
