// refused: 4: #include of any file
@@
@@
  #include <linux/...>
+ #include "more.h"
