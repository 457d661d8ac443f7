enum e {
    first = old,
    second = old + 1,
    third = f(old),
};

enum names {
    old,
};

int table[old];
