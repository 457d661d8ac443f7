static void run(int a)
{
    if (kvm_enabled()) {
        xc_close(a);
    }
}
