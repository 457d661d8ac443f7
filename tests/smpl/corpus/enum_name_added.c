enum state { ON, OFF };

enum state {
    BROKEN,
    ON,
    OFF,
} state;
