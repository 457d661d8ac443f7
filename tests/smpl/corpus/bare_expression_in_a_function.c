int tries(struct s *a)
{
    if (!lock(a)) {
        return 0;
    }
    a->count++;
    return unlock(a);
}

void once(struct s *a)
{
    lock(a);
    unlock(a);
}
