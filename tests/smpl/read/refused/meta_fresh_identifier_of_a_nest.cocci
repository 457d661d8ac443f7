// refused: 4: a fresh identifier made of a metavariable that only a nest binds
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
