typedef struct {
    int x;
} thing_t;
