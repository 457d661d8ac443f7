static void one(int a)
{
    while (a) {
        for (int i = 0; i < a; i++) {
            if (i == 2) {
                continue;
            }
            note();
        }
    }
}
