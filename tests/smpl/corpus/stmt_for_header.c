static void run(int a)
{
    int i, j;

    for (i = 0; i < a; i++) {
        one(i);
    }
    for (j = 1; j < a; j++) {
        two(j);
    }
    for (j = 0; i < a; j++) {
        two(j);
    }
}
