// For every processor.
#define GENERATION orrery_recurrent_plain
#define LANES 4
#define ROWS 2
#define BACK_ROWS 4
#include "Steps.h"
