void run(int n)
{
    while (1) {
        step();
        if (n) {
            step();
            goto out;
        }
    }
    while (1) {
        step();
        if (n) {
            step();
            break;
        } else {
            go();
        }
    }
out:
    go();
}
