@@
identifier f =~ "^xen_";
@@
+ /* Called with the lock held. */
f(...)
{
    ...
}
