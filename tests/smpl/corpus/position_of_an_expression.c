void start(struct pair *pair)
{
    open_port(pair->one);
    close_port(pair->one);
}
