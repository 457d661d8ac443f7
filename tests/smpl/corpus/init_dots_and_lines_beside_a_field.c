struct port one = {
    .name = "one",
    .users = 1,
    .last = true,
};

struct port two = { .users = 2 };
