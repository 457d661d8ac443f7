static void one(int a)
{
    if (locked) {
        set(1);
        while (a) {
            set(2);
        }
    }
    if (locked)
        set(3);
    set(4);
}
