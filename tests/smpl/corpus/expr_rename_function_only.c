static void stop(xc_interface *xc, int domid)
{
    int rc = xc_domain_shutdown(xc, domid, SHUTDOWN_poweroff);

    if (rc < 0) {
        xc_domain_shutdown();
    }
}
