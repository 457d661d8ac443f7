static void one(int a)
{
    while (a) {
        do {
            if (a > 2) {
                note();
                break;
            }
        } while (a > 1);
        switch (a) {
        case 1:
            note();
            break;
        }
        if (a < 0) {
            note();
            break;
        }
    }
}
