// refused: 5: #include of any file next to other code
@@
@@
  #include "port.h"
  #include <...>
+ #include "more.h"
