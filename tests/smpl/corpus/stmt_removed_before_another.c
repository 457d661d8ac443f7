void run(int n)
{
    if (n) {
        begin();
        go();
    }
    last();
    if (n)
        begin();
    last();
    if (n) {
        begin();
    } else {
        go();
    }
    last();
}
