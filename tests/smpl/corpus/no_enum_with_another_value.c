enum state { OFF, ON };
enum state { OFF, ON = 1, THREE = 3 };
enum other { ON = 3 };
int state = 3;
