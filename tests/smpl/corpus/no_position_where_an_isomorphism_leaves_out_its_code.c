int check(struct port *handle)
{
    return !handle;
}
