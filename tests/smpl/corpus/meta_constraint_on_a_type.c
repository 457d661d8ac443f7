typedef struct value Value;

void stop(Value **a, int *b, const struct port *c)
{
    release(a);
    release(b);
    release(c);
}
