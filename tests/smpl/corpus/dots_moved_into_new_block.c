void f(struct s *s)
{
    int n = 0;

    lock(s);
    /* first */
    step(s);
    n++;
    unlock(s);
    done(n);
}
