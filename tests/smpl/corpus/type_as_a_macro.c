#define OLD struct old
#define HANDLE struct old *
#define CONSTANT const struct old *
#define TWICE struct old **
#define CAST(x) ((struct old *)(x))
#define SIZE sizeof(struct old *)
#define MORE struct older *
#define OF(x) x * old

struct old *make(struct old value);
