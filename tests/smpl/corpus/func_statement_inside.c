int xen_start(int a)
{
    run(a);
    step();
    return 0;
}

void kvm_start(int a)
{
    step();
}
