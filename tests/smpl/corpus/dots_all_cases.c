static void run(int a)
{
    xc_lock(a);
    switch (a) {
    case 1:
    case 2:
        xc_unlock(a);
        break;
    case 3:
        work(a);
        /* fall through */
    default:
        xc_unlock(a);
    }
}
