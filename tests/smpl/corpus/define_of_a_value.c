#define SIZE 4096
#  define SIZE 4096 /* Bytes. */
#ifdef CONFIG_BIG
#define SIZE 4096
#endif
