@@xc_interface*E;@@
-close_handle(E)
+#X