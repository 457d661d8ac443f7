void f(struct s *w)
{
    g(v.one, v, w->v, v.two.three);
}
