// For every processor.
#define GENERATION orrery_dense_plain
#define TILE_ROWS 3
#define TILE_VECTORS 1
#include "Generation.h"
