int shared = one(1);

void stop(void)
{
    int first = one(2);
    static int second = one(3);
    int third;

    third = one(4);
    shared = one(5);
}
