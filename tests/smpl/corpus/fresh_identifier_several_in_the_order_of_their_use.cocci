@@
expression A, B;
fresh identifier low = "bound", high = "bound";
fresh identifier size = "size";
@@
- copy_range(A, B);
+ int size = B - A;
+ int high = B;
+ int low = A;
+ copy_bytes(low, high, size);
