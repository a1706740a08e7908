// For every processor.
#define GENERATION orrery_recurrent_plain
#define LANES 4
#define ROWS 4
#define GROUP 1
#include "Steps.h"
