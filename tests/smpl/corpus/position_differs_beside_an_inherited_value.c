void start(struct port *one, struct port *two)
{
    first(one);
    open_port(one);
    open_port(one);
    open_port(two);
}
