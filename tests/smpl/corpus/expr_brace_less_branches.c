static void drop(int a)
{
    if (a)
        page_drop(a);
    else
        page_drop(0);
    while (a--)
        page_drop(a);
again:
    page_drop(a);
}
