static void configure(int id)
{
    setting("domid", id);
    setting("domid" "s", id);
    setting("DOMID", id);
}
