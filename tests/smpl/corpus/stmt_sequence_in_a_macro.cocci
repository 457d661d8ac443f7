// The statements of a macro's body match like those of a function. Where the last lines of the body
// are removed, the line before them ends the macro.
@@
expression H, V;
@@
- begin(H);
- if (V) {
-     finish(H, V);
- }
+ run(H, V);
