@@
iterator name for_each_child, for_each_child_scoped;
expression node, child;
@@
- for_each_child
+ for_each_child_scoped
  (node, child) {
  ... when strict
(
-   put(child);
    return ...;
|
-   put(child);
    break;
|
-   put(child);
)
  }
