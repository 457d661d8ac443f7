static void run(int a)
{
    xc_lock(a);
    switch (a) {
    case 1:
        work(a);
        break;
    default:
        more(a);
    }
    xc_unlock(a);
}
