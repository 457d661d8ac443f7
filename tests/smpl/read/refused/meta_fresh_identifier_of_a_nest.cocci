// refused: 4: a fresh identifier made of what a nest alone binds
@@
identifier h, i;
fresh identifier n = "new_" ## i;
@@
h(...)
{
<...
- f(i)
+ g(n)
...>
}
