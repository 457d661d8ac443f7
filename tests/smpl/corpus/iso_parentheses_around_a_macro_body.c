#define SIZE \
    ROUND(sizeof(int), 1024)
#define NEXT 2
#define HELD (ROUND(1, 2))
