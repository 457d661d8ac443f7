void stop(struct port *first)
{
    release(first->next);
    release(first + 1);
    release((first));
}
