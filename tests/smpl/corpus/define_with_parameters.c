#define turn(a, b) swap(a, b)
#define turn_back(a, b) swap(b, a)
#define turn_one(a) swap(a, a)
#define turn_two swap(a, b)
