static int ops(int a)
{
    int b = !page_of(a) + -page_of(a) * ~page_of(a);

    b += page_of(a) << page_of(b);
    return (page_of(b), page_of(a))[table] + *page_of(b);
}
