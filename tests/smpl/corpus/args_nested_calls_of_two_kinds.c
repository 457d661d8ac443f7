static int nest(int a)
{
    return outer(inner(a)) + outer(a) + inner(outer(inner(a + 1)));
}
