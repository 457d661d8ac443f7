void f(void)
{
    start();
    /* get_mem(1) */
    log_text("get_mem(1)");
#if 0
    get_mem(1);
#endif
}
