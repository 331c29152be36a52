"""The planner itself: no Home Assistant, no network, one direction of data.

Conventions of every module in here:
- power in kW, energy in kWh, time in hours, money in yen, CO2 in kg;
- state of charge (`soc`) is a fraction from 0 to 1;
- import from the grid and charging are positive;
- times are aware; slots are left-closed; arrays have one number a slot unless a docstring says otherwise.
"""
