// refused: 4: #pragma
@@
@@
- #pragma once
