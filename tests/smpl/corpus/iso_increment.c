static void run(int a, int b)
{
    a++;
    ++a;
    a += 1;
    a = a + 1;
    a += 2;
    a--;
    b = a++;
    for (a = 0; a < b; a++) {
        use(a);
    }
}
