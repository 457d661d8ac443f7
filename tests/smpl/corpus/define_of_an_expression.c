#define NO_PORT (port == NULL)
#define NO_DOCK port->dock == NULL
#define NO_LEGS (port->legs == 0)
