int run(struct node *n)
{
    struct node *c;

    for_each_child(n, c) {
        if (bad(c)) {
            put(c);
            break;
        }
        if (worse(c)) {
            put(c);
            return -1;
        }
        put(c);
    }
    return 0;
}
