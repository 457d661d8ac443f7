int xen_start(int a)
{
    run(a);
    return 0;
}

void kvm_start(int a)
{
    run(a);
}
