static void run(int rc)
{
    if (xc_failed(rc)) {
        one();
        report(rc);
    }
    if (xc_failed(rc)) {
        one();
    }
}
