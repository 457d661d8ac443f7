// refused: 8: this constraint (r.w)
@ r @
identifier w;
@@
  g(w)

@@
identifier v != r.w;
@@
- f(v)
+ h()
