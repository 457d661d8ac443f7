#define PORT_MAX 16
int last;
