/* States, and which state a ZIP belongs to (USPS Publication 28, appendix B, and
 * the labelling list of three-digit ZIP prefixes). A ZIP that no range holds, that
 * ends in 000 or lies beyond 99950 was never given out. */

#include "engine/standard/standard_inside.h"

const struct state standard_states[] = {
    {"AL", "ALABAMA"},
    {"AK", "ALASKA"},
    {"AZ", "ARIZONA"},
    {"AR", "ARKANSAS"},
    {"CA", "CALIFORNIA"},
    {"CO", "COLORADO"},
    {"CT", "CONNECTICUT"},
    {"DE", "DELAWARE"},
    {"DC", "DISTRICT OF COLUMBIA"},
    {"FL", "FLORIDA"},
    {"GA", "GEORGIA"},
    {"HI", "HAWAII"},
    {"ID", "IDAHO"},
    {"IL", "ILLINOIS"},
    {"IN", "INDIANA"},
    {"IA", "IOWA"},
    {"KS", "KANSAS"},
    {"KY", "KENTUCKY"},
    {"LA", "LOUISIANA"},
    {"ME", "MAINE"},
    {"MD", "MARYLAND"},
    {"MA", "MASSACHUSETTS"},
    {"MI", "MICHIGAN"},
    {"MN", "MINNESOTA"},
    {"MS", "MISSISSIPPI"},
    {"MO", "MISSOURI"},
    {"MT", "MONTANA"},
    {"NE", "NEBRASKA"},
    {"NV", "NEVADA"},
    {"NH", "NEW HAMPSHIRE"},
    {"NJ", "NEW JERSEY"},
    {"NM", "NEW MEXICO"},
    {"NY", "NEW YORK"},
    {"NC", "NORTH CAROLINA"},
    {"ND", "NORTH DAKOTA"},
    {"OH", "OHIO"},
    {"OK", "OKLAHOMA"},
    {"OR", "OREGON"},
    {"PA", "PENNSYLVANIA"},
    {"RI", "RHODE ISLAND"},
    {"SC", "SOUTH CAROLINA"},
    {"SD", "SOUTH DAKOTA"},
    {"TN", "TENNESSEE"},
    {"TX", "TEXAS"},
    {"UT", "UTAH"},
    {"VT", "VERMONT"},
    {"VA", "VIRGINIA"},
    {"WA", "WASHINGTON"},
    {"WV", "WEST VIRGINIA"},
    {"WI", "WISCONSIN"},
    {"WY", "WYOMING"},
    {"PR", "PUERTO RICO"},
    {"VI", "VIRGIN ISLANDS"},
    {"VI", "US VIRGIN ISLANDS"},
    {"GU", "GUAM"},
    {"AS", "AMERICAN SAMOA"},
    {"MP", "NORTHERN MARIANA ISLANDS"},
    {"PW", "PALAU"},
    {"FM", "FEDERATED STATES OF MICRONESIA"},
    {"MH", "MARSHALL ISLANDS"},
    {"AA", "ARMED FORCES AMERICAS"},
    {"AE", "ARMED FORCES EUROPE"},
    {"AP", "ARMED FORCES PACIFIC"},
};
const unsigned standard_state_count = sizeof standard_states / sizeof *standard_states;

const struct state standard_state_names[] = {
    {"AL", "ALA"},
    {"AZ", "ARIZ"},
    {"AR", "ARK"},
    {"CA", "CALIF"},
    {"CA", "CALIFORNA"},
    {"CO", "COLO"},
    {"CT", "CONN"},
    {"DE", "DEL"},
    {"FL", "FLA"},
    {"IL", "ILL"},
    {"IN", "IND"},
    {"KS", "KANS"},
    {"MA", "MASS"},
    {"MI", "MICH"},
    {"MN", "MINN"},
    {"MS", "MISS"},
    {"MT", "MONT"},
    {"NE", "NEBR"},
    {"NE", "NEB"},
    {"NV", "NEV"},
    {"NM", "N MEX"},
    {"ND", "N DAK"},
    {"SD", "S DAK"},
    {"NC", "N CAR"},
    {"SC", "S CAR"},
    {"NC", "N CAROLINA"},
    {"SC", "S CAROLINA"},
    {"ND", "N DAKOTA"},
    {"SD", "S DAKOTA"},
    {"OK", "OKLA"},
    {"OR", "OREG"},
    {"OR", "ORE"},
    {"PA", "PENNA"},
    {"PA", "PENN"},
    {"TN", "TENN"},
    {"TX", "TEX"},
    {"WV", "W VA"},
    {"WV", "W VIRGINIA"},
    {"WA", "WASH"},
    {"WA", "WASHINGTON STATE"},
    {"WI", "WIS"},
    {"WI", "WISC"},
    {"WY", "WYO"},
    {"NH", "N HAMPSHIRE"},
    {"NJ", "N JERSEY"},
    {"NY", "N YORK"},
    {"VI", "US VIRGIN ISLANDS"},
    {"VI", "U S VIRGIN ISLANDS"},
};
const unsigned standard_state_name_count =
    sizeof standard_state_names / sizeof *standard_state_names;

struct range {
    uint32_t first, last;
    char state[3];
};

/* Single ZIPs and stretches that are another state's than their prefix. */
static const struct range exceptions[] = {
    {6390, 6390, "NY"},   {20588, 20588, "MD"}, {20598, 20598, "VA"}, {83414, 83414, "WY"},
    {96799, 96799, "AS"}, {96939, 96940, "PW"}, {96941, 96944, "FM"}, {96950, 96952, "MP"},
    {96960, 96960, "MH"}, {96970, 96970, "MH"},
};

/* By the first three digits, ascending. */
static const struct range prefixes[] = {
    {5, 5, "NY"},     {6, 7, "PR"},     {8, 8, "VI"},     {9, 9, "PR"},     {10, 27, "MA"},
    {28, 29, "RI"},   {30, 38, "NH"},   {39, 49, "ME"},   {50, 54, "VT"},   {55, 55, "MA"},
    {56, 59, "VT"},   {60, 69, "CT"},   {70, 89, "NJ"},   {90, 98, "AE"},   {100, 149, "NY"},
    {150, 196, "PA"}, {197, 199, "DE"}, {200, 200, "DC"}, {201, 201, "VA"}, {202, 205, "DC"},
    {206, 212, "MD"}, {214, 219, "MD"}, {220, 246, "VA"}, {247, 268, "WV"}, {270, 289, "NC"},
    {290, 299, "SC"}, {300, 319, "GA"}, {320, 339, "FL"}, {340, 340, "AA"}, {341, 342, "FL"},
    {344, 344, "FL"}, {346, 347, "FL"}, {349, 349, "FL"}, {350, 352, "AL"}, {354, 369, "AL"},
    {370, 385, "TN"}, {386, 397, "MS"}, {398, 399, "GA"}, {400, 427, "KY"}, {430, 459, "OH"},
    {460, 479, "IN"}, {480, 499, "MI"}, {500, 516, "IA"}, {520, 528, "IA"}, {530, 532, "WI"},
    {534, 535, "WI"}, {537, 549, "WI"}, {550, 551, "MN"}, {553, 567, "MN"}, {569, 569, "DC"},
    {570, 577, "SD"}, {580, 588, "ND"}, {590, 599, "MT"}, {600, 620, "IL"}, {622, 629, "IL"},
    {630, 631, "MO"}, {633, 641, "MO"}, {644, 658, "MO"}, {660, 662, "KS"}, {664, 679, "KS"},
    {680, 681, "NE"}, {683, 693, "NE"}, {700, 701, "LA"}, {703, 708, "LA"}, {710, 714, "LA"},
    {716, 729, "AR"}, {730, 731, "OK"}, {733, 733, "TX"}, {734, 741, "OK"}, {743, 749, "OK"},
    {750, 770, "TX"}, {772, 799, "TX"}, {800, 816, "CO"}, {820, 831, "WY"}, {832, 838, "ID"},
    {840, 847, "UT"}, {850, 853, "AZ"}, {855, 857, "AZ"}, {859, 860, "AZ"}, {863, 865, "AZ"},
    {870, 875, "NM"}, {877, 884, "NM"}, {885, 885, "TX"}, {889, 891, "NV"}, {893, 895, "NV"},
    {897, 898, "NV"}, {900, 908, "CA"}, {910, 928, "CA"}, {930, 961, "CA"}, {962, 966, "AP"},
    {967, 968, "HI"}, {969, 969, "GU"}, {970, 979, "OR"}, {980, 986, "WA"}, {988, 994, "WA"},
    {995, 999, "AK"},
};

/* The range that holds the key, by halves that need no guess of a branch. */
static const char *in_ranges(const struct range *at, size_t n, uint32_t key)
{
    while (n > 1) {
        size_t half = n / 2;
        at += at[half - 1].last < key ? half : 0;
        n -= half;
    }
    return at->first <= key && key <= at->last ? at->state : NULL;
}

enum { ZIP_FIRST = 501, ZIP_LAST = 99950 };

const char *standard_zip_state(uint32_t zip)
{
    if (zip < ZIP_FIRST || zip > ZIP_LAST || zip % 1000 == 0) {
        return "";
    }
    const char *state = in_ranges(exceptions, sizeof exceptions / sizeof *exceptions, zip);
    if (state == NULL) {
        state = in_ranges(prefixes, sizeof prefixes / sizeof *prefixes, zip / 100);
    }
    return state == NULL ? "" : state;
}

bool standard_zip_is_government(uint32_t zip)
{
    uint32_t prefix = zip / 100;
    return (prefix >= 202 && prefix <= 205) || prefix == 569;
}
