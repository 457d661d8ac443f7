// refused: 4: a fresh identifier made of what only a nest binds
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
