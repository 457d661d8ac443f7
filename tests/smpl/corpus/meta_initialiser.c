struct pair a = { 3, 1 };
struct pair b = { { 3 }, 1 };
struct pair c = { .first = 3, 1 };
struct pair d = { 1 };
struct pair e = { 1, 2, 1 };
