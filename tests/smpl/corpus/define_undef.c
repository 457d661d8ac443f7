#undef PORT_MAX
#define PORT_MAX 1

void probe(void)
{
#undef PORT_MAX
}
