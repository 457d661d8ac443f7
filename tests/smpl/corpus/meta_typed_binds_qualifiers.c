void f(struct s *a, const struct s *b, struct s *const c)
{
    xc_size(a);
    xc_size(b);
    xc_size(c);
}
