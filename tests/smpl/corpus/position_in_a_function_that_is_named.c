#define DROP(x) free(x)

int first = free(0);
int second = free(1);
int third = free(2), fourth = 4;

void port_free(struct port *handle)
{
    free(handle);
}

void stop(struct port *handle)
{
    free(handle);
}
