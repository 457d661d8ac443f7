void twice(struct s *a, struct s *b)
{
    lock(a);
    lock(b);
    use(a, b);
    lock(a);
    use(b, a);
}

void once(struct s *a)
{
    lock(a);
    if (a->ready) {
        return;
    }
    use(a, a);
}
