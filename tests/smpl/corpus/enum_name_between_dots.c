enum state { ON, HALF, MORE, OFF, BROKEN };

enum state { HALF, OFF };

enum state {
    ON,
    HALF,
    OFF,
};
