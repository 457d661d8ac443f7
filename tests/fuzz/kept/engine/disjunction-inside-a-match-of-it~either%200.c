void f(void)
{
    old_two(old_one(b, 0));
    x = old_one(old_two(old_two(c)), 0);
}
