#include "CPlugin.h"
