void f(struct s *a, int b)
{
    set();
    set(b, v);
    set(a->v, 1);
    set(a->v);
    set("v");
}
