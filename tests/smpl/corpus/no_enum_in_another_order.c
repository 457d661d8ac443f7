enum state { OFF, ON };
enum state { OFF, ON, HALF };
enum state { ON, OFF } state;
typedef enum state { ON, OFF } state_t;
enum { ON, OFF };
