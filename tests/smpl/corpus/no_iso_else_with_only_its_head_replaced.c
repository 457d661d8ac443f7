void t(int z)
{
    if (old(z))
        a();
    if (!old(z))
        b();
    else
        c();
}
