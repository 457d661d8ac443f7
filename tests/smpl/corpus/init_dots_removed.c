struct port first = {
    .name = "first",
    .users = 12,
    .last = true,
};

struct port second = { .users = 12 };
struct port third = { .name = "third", .users = 12 };
struct port fourth = { .name = "fourth" };
