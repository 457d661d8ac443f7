void probe(void)
{
    start(3, 4, 8, 9);
    stop(8, 9, 3, 4);
    stop(8, 9);
}
