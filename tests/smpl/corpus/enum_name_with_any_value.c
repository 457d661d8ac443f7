enum state {
    HALF = 1 << 4,
    ON = 2,
};

enum state { ON, HALF = 3, OFF } state;

enum state { ON, HALF, OFF };
