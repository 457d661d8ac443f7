static void run(int a)
{
    while (more(a)) {
        xc_lock(a);
        if (a == 3) {
            break;
        }
        if (a == 4) {
            continue;
        }
        xc_unlock(a);
    }
}
