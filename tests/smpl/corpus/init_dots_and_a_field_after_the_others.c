static struct port first = {
    .name = "first",
    .users = 1,
};

struct port second = {
    .users = 2, /* One too many. */
    .name = "second",
    .last = true,
};

struct port third = { .name = "third" };
