struct port ports[] = {
    { .name = "one", .users = 1 },
    { .users = 2, .name = "two" },
    { .name = "three" },
    { },
};
