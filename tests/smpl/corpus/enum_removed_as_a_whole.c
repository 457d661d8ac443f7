enum state {
    ON,
    OFF,
};

enum { ONE, TWO };

enum state { A, B } state;
int last;
