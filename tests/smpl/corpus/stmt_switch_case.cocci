@@ expression E; @@
  switch (E) {
  case OLD_STATE:
-     old_state();
+     new_state();
      break;
  }
