// refused: 4: assignment operator
@@
expression A, B;
assignment operator op;
@@
- A op B;
