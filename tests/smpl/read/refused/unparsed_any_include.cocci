// refused: 4: #include of any file
@@
@@
  #include ...
+ #include "port.h"
