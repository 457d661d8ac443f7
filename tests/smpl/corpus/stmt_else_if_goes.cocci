// In place of an `else if` without an `else` there are empty braces.
@@
@@
- if (stopped) leave();
