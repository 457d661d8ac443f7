// refused: 5: #include of any file beside other code
@@
@@
  #include "port.h"
  #include <...>
+ #include "more.h"
