void f(struct s *a, int handle, int xch)
{
    call(handle);
    call(1, a->data[handle + 1], 2);
    call(a->handle);
    call(get(handle, "handle"), xch);
    call(handle * handle);
    other(handle);
    call(sizeof(handle) ? 1 : (int)handle);
}
