/** All elements of V2H Planner's dashboard. */

export const version = __VERSION__;

import "./plan-card";
import "./simulate-card";
import "./small-card";
import "./strategy";
import "./trips-card";
