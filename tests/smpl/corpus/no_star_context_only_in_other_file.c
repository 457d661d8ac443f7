void f(void *p)
{
    free_twice(p);
    use(p);
    free_twice(p);
}
