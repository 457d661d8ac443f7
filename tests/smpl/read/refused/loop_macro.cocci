// refused: 3: a loop macro (for_each_it)
@@ expression a; statement S; @@
- for_each_it(a) S
+ each(a) S
