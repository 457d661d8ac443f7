struct pair a = { 3, 1 };
struct pair b = zero;
struct pair c;
struct pair d = {
    .first = 3,
};
