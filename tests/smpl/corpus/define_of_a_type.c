#define port_t struct port *
#define port_t unsigned long
#define port_t 1
#define port_t
#define dock_t int
