static void run(int a)
{
    while (xc_more(a)) {
        a--;
    }
    do {
        a++;
    } while (xc_more(a));
}
