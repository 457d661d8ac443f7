// refused: 5: CUDA's kernel launch
@@
expression A, B;
@@
- kernel<<<A, B>>>();
+ launch(kernel, A, B);
