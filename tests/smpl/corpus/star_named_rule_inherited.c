void setup(void *h)
{
    register_handler(h, on_reset);
    on_reset(h);
    on_start(h);
}
