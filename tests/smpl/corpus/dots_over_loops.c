static void run(int a)
{
    xc_lock(a);
    while (a) {
        if (more(a)) {
            break;
        }
        if (more(a + 1)) {
            continue;
        }
        a--;
    }
    do {
        a++;
    } while (a < 3);
    for (;;) {
        work(a);
        if (more(a)) {
            break;
        }
    }
    QLIST_FOREACH(entry, &head, next) {
        work(entry);
    }
    xc_unlock(a);
}
