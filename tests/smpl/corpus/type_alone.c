typedef int handle_t;
typedef handle_t other_t;

struct device {
    int         port;
    handle_t    handle;
    const char  *name;
};

handle_t global;
extern handle_t first(handle_t, int);

static handle_t second(handle_t *all,
                       int count)
{
    handle_t found = all[0];

    if (count > (int)sizeof(handle_t)) {
        return (handle_t)0;
    }
    return found;
}
