#include""();
trace_step();