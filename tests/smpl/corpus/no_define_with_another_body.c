#define SIZE (4096)
#define SIZE 4096UL
#define SIZE(x) 4096
#define SIZES 4096
#define LENGTH sizeof(x) + 1
#define LENGTH
#define CALL 1
#define CALL(x) 2

void probe(void)
{
#define SIZE 4096
    use(SIZE);
}
