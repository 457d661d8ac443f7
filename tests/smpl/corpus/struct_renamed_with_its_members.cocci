@@
@@
struct
- port
+ dock
{
    ...
}
