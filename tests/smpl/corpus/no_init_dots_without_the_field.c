struct port first = { .name = "a" };
struct port second = { };
struct port third = zero;
struct port fourth = { .sub = { .users = 1 } };
struct dock fifth = { .users = 1 };
