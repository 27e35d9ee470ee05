#include "app/demo/demo_tables.h"

#include <assert.h>

/* Common in the United States by public frequency tables, then some that are written
 * with an apostrophe, a blank, a hyphen or letters outside ASCII. */
/* The first 16 are in every ZIP. Among the others are the words that careless patterns
 * take for a placeholder or a facility. */
static const char *const streets[] = {
    "MAIN", "2ND", "3RD", "1ST", "OAK", "4TH", "PARK", "5TH", "PINE", "MAPLE", "CEDAR", "6TH",
    "ELM", "WASHINGTON", "LAKE", "HILL", "WALNUT", "SPRING", "NORTH", "RIDGE", "CHURCH",
    "WILLOW", "MILL", "RIVER", "SUNSET", "JACKSON", "WEST", "LINCOLN", "CHERRY", "CENTER",
    "HIGHLAND", "FOREST", "JEFFERSON", "MADISON", "SPRUCE", "FRANKLIN", "MEADOW", "CHESTNUT",
    "7TH", "8TH", "9TH", "10TH", "11TH", "12TH", "14TH", "15TH", "18TH", "21ST", "42ND",
    "53RD", "86TH", "HICKORY", "DOGWOOD", "ADAMS", "MONROE", "COLLEGE", "POPLAR", "VALLEY",
    "LOCUST", "SYCAMORE", "BIRCH", "RAILROAD", "LAUREL", "MAGNOLIA", "ASPEN", "COTTONWOOD",
    "SCHOOL", "PLEASANT", "PROSPECT", "UNION", "GROVE", "COURTLAND", "FRONT", "WATER", "MARKET",
    "BROAD", "HIGH", "STATE", "LIBERTY", "WILLIAMSBRIDGE", "TRANSIT", "NONESUCH", "NANUET",
    "AVOIDALE", "JAILETTE", "NANTUCKET", "PRISTINE", "HOMESTEAD", "OLD POST",
    "MARTIN LUTHER KING", "A", "VOID CREEK", "COUNTY LINE", "KINGS CROSS", "VAN BUREN",
    "LA PALMA", "EL CAMINO", "ST CHARLES", "O'HARE",
};

static const char *const first[] = {
    "AB", "AL", "AN", "AR", "BAL", "BAR", "BEN", "BER", "BOR", "BRAN", "BREN", "CAL", "CAR",
    "CHAN", "COR", "DAL", "DAN", "DEL", "DOR", "DUN", "EL", "FAL", "FEN", "FOR", "GAL", "GAR",
    "GOL", "HAL", "HAN", "HAR", "HOL", "JAN", "KAL", "KAR", "KEL", "KOS", "LAN", "LAR", "LEN",
    "LOR", "MAL", "MAN", "MAR", "MEL", "MOR", "NAL", "NOR", "OL", "PAL", "PEL", "POR", "RAM",
    "ROS", "SAL", "SAN", "SEL", "TAL", "TAR", "VAL", "VAR", "WEL", "WIN", "ZAM",
};

static const char *const middle[] = {
    "A", "ADE", "AGI", "ALO", "ANO", "ARI", "AVE", "BI", "DA", "DE", "DO", "ELI", "ENA",
    "ERI", "GA", "GO", "IKO", "ILA", "INO", "ISSI", "KA", "KO", "LA", "LE", "LI", "LO", "MA",
    "MI", "MO", "NA", "NE", "NI", "OBA", "OLI", "ORA", "RA", "RE", "RI", "SA", "TA", "TE",
    "TO", "UBA", "VA", "VE", "ZI",
};

static const char *const female_end[] = {
    "A", "ABELLE", "ALEE", "ALYN", "ANA", "ANNE", "ARA", "ELLA", "ENA", "ESSA", "ETTE", "IA",
    "IANA", "ICE", "IKA", "INA", "INDA", "ISHA", "ISSE", "ITA", "IYA", "LEEN", "OLYN", "ONNA",
    "YRA",
};

static const char *const male_end[] = {
    "AN", "ANDO", "ARD", "AREN", "ARIO", "AS", "AVION", "ELIO", "EMIR", "EN", "ENZO", "ERIC",
    "ERT", "IAN", "IEL", "IN", "INO", "ISH", "IUS", "OD", "OMIR", "ON", "ORIN", "US", "VIN",
};

static const char *const place_start[] = {
    "ALDER", "APPLE", "ASH", "BEECH", "BIRD", "BLACK", "BLUE", "BRIAR", "BRIDGE", "BRIGHT",
    "BROOK", "CASTLE", "CLEAR", "CLOVER", "COLD", "CRYSTAL", "DEER", "EAGLE", "EAST", "FAIR",
    "FALCON", "FERN", "FIRE", "FLINT", "FOX", "GOLD", "GREEN", "HART", "HAWK", "HAZEL",
    "HERON", "HOLLY", "IRON", "JUNIPER", "KINGS", "LARK", "LILY", "LITTLE", "LONG", "MAPLE",
    "MARSH", "MILL", "MOSS", "NEW", "OAK", "ORCHARD", "PEBBLE", "PINE", "QUAIL", "QUEEN",
    "RAVEN", "RED", "ROCK", "ROSE", "SAND", "SILVER", "SPRING", "STONE", "SUMMER", "SUN",
    "SWAN", "THORN", "TIMBER", "VINE", "WALNUT", "WHITE", "WILD", "WIND", "WOLF",
};

static const char *const place_end[] = {
    "BANK", "BERRY", "BOROUGH", "BROOK", "BURY", "CLIFF", "CREST", "DALE", "FALL", "FIELD",
    "FORD", "GATE", "GLEN", "GROVE", "HAVEN", "HILL", "HURST", "LAND", "LAKE", "LEIGH",
    "MEAD", "MERE", "MONT", "MOOR", "PORT", "RIDGE", "SHIRE", "SIDE", "STEAD", "TON", "VALE",
    "VIEW", "VILLE", "WATER", "WELL", "WICK", "WOOD", "WORTH",
};

/* Nobody is called so. */
static const char *const officers[] = {
    "ADELINE FROSTMERE", "BARNABY QUILLFORD", "CORDELIA ASHWORTHY", "DESMOND PELLWICK",
    "EUNICE HARTSTEAD", "FERGUS LOCKMERE", "GWENDOLYN TARNWELL", "HOLLIS BRIGHTMOOR",
    "IMOGEN CRESTVALE", "JASPER WOLDHURST", "KEZIAH FENNIMONT", "LEOPOLD MARSHGATE",
    "MIRIAM OAKHAVEN", "NATHANIEL SWANBOROUGH", "OTTILIE GREYFELL", "PERCIVAL THORNBURY",
    "QUENTIN ELDERSHAW", "ROSALIND VINEYATE", "SILAS COPPERDALE", "TABITHA WINDHOLME",
    "ULYSSES RAVENSFORD", "VERENA LARKSPURE", "WINSTON PEBBLEMOOR", "XANTHE HOLLOWAYNE",
    "YOLANDA BIRCHMOUNT", "ZEBEDIAH CLAYRIDGE", "AUGUSTA FLINTHAM", "BERTRAM HAZELBROOK",
    "CLEMENTINE STONEGAP", "DASHIELL MERRIVALE", "ESMERALDA KINGSLOUGH", "FINNIAN ROWANBERG",
    "GENEVIEVE SALTMARSHE", "HORATIO DUSKWATER", "ISADORA FALCONCREST", "JEREMIAH TIDEWELL",
    "KATARINA MOSSGROVE", "LYSANDER BRAMBLETON", "MARGUERITE SUNDERBY",
    "NICODEMUS WHITECOMBE",
};

/* Cities with the ZIP prefix of their own mail processing area. */
static const struct city cities[] = {
    {"NEW YORK", "NY", 100, 9}, {"BROOKLYN", "NY", 112, 9}, {"BRONX", "NY", 104, 7},
    {"JAMAICA", "NY", 114, 4}, {"FLUSHING", "NY", 113, 5}, {"YONKERS", "NY", 107, 2},
    {"BUFFALO", "NY", 142, 3}, {"ROCHESTER", "NY", 146, 3}, {"SYRACUSE", "NY", 132, 2},
    {"ALBANY", "NY", 122, 2}, {"LOS ANGELES", "CA", 900, 9}, {"SAN DIEGO", "CA", 921, 6},
    {"SAN JOSE", "CA", 951, 5}, {"SAN FRANCISCO", "CA", 941, 5}, {"FRESNO", "CA", 937, 4},
    {"SACRAMENTO", "CA", 958, 4}, {"LONG BEACH", "CA", 908, 3}, {"OAKLAND", "CA", 946, 3},
    {"BAKERSFIELD", "CA", 933, 3}, {"ANAHEIM", "CA", 928, 3}, {"SANTA ANA", "CA", 927, 3},
    {"RIVERSIDE", "CA", 925, 4}, {"STOCKTON", "CA", 952, 3}, {"CHICAGO", "IL", 606, 9},
    {"AURORA", "IL", 605, 4}, {"ROCKFORD", "IL", 611, 2}, {"PEORIA", "IL", 616, 2},
    {"SPRINGFIELD", "IL", 627, 2}, {"HOUSTON", "TX", 770, 9}, {"SAN ANTONIO", "TX", 782, 6},
    {"DALLAS", "TX", 752, 7}, {"AUSTIN", "TX", 787, 5}, {"FORT WORTH", "TX", 761, 5},
    {"EL PASO", "TX", 799, 4}, {"CORPUS CHRISTI", "TX", 784, 2}, {"LUBBOCK", "TX", 794, 2},
    {"LAREDO", "TX", 780, 2}, {"MCALLEN", "TX", 785, 3}, {"AMARILLO", "TX", 791, 2},
    {"WACO", "TX", 767, 2}, {"PHOENIX", "AZ", 850, 7}, {"MESA", "AZ", 852, 4},
    {"TUCSON", "AZ", 857, 4}, {"FLAGSTAFF", "AZ", 860, 2}, {"PHILADELPHIA", "PA", 191, 7},
    {"PITTSBURGH", "PA", 152, 4}, {"ERIE", "PA", 165, 2}, {"ALLENTOWN", "PA", 181, 2},
    {"SCRANTON", "PA", 185, 2}, {"HARRISBURG", "PA", 171, 2}, {"JACKSONVILLE", "FL", 322, 4},
    {"MIAMI", "FL", 331, 7}, {"HIALEAH", "FL", 330, 4}, {"TAMPA", "FL", 336, 4},
    {"ORLANDO", "FL", 328, 4}, {"SAINT PETERSBURG", "FL", 337, 3},
    {"TALLAHASSEE", "FL", 323, 2}, {"PENSACOLA", "FL", 325, 2}, {"COLUMBUS", "OH", 432, 5},
    {"CLEVELAND", "OH", 441, 4}, {"CINCINNATI", "OH", 452, 4}, {"TOLEDO", "OH", 436, 2},
    {"AKRON", "OH", 443, 2}, {"DAYTON", "OH", 454, 2}, {"CHARLOTTE", "NC", 282, 4},
    {"RALEIGH", "NC", 276, 3}, {"DURHAM", "NC", 277, 2}, {"GREENSBORO", "NC", 274, 2},
    {"FAYETTEVILLE", "NC", 283, 2}, {"INDIANAPOLIS", "IN", 462, 4},
    {"FORT WAYNE", "IN", 468, 2}, {"EVANSVILLE", "IN", 477, 2}, {"SEATTLE", "WA", 981, 5},
    {"TACOMA", "WA", 984, 3}, {"SPOKANE", "WA", 992, 2}, {"YAKIMA", "WA", 989, 2},
    {"DENVER", "CO", 802, 5}, {"COLORADO SPRINGS", "CO", 809, 3}, {"BOSTON", "MA", 21, 5},
    {"WORCESTER", "MA", 16, 2}, {"SPRINGFIELD", "MA", 11, 2}, {"DETROIT", "MI", 482, 5},
    {"FLINT", "MI", 485, 2}, {"LANSING", "MI", 489, 2}, {"GRAND RAPIDS", "MI", 495, 3},
    {"NASHVILLE", "TN", 372, 3}, {"CHATTANOOGA", "TN", 374, 2}, {"KNOXVILLE", "TN", 379, 2},
    {"MEMPHIS", "TN", 381, 3}, {"PORTLAND", "OR", 972, 4}, {"SALEM", "OR", 973, 2},
    {"EUGENE", "OR", 974, 2}, {"OKLAHOMA CITY", "OK", 731, 3}, {"TULSA", "OK", 741, 2},
    {"LAS VEGAS", "NV", 891, 5}, {"RENO", "NV", 895, 2}, {"LOUISVILLE", "KY", 402, 3},
    {"LEXINGTON", "KY", 405, 2}, {"BALTIMORE", "MD", 212, 4}, {"MILWAUKEE", "WI", 532, 3},
    {"WAUKESHA", "WI", 531, 2}, {"MADISON", "WI", 537, 2}, {"GREEN BAY", "WI", 543, 2},
    {"ALBUQUERQUE", "NM", 871, 3}, {"SANTA FE", "NM", 875, 1}, {"LAS CRUCES", "NM", 880, 1},
    {"KANSAS CITY", "MO", 641, 3}, {"SAINT LOUIS", "MO", 631, 4},
    {"SPRINGFIELD", "MO", 658, 2}, {"ATLANTA", "GA", 303, 5}, {"AUGUSTA", "GA", 309, 2},
    {"MACON", "GA", 312, 2}, {"SAVANNAH", "GA", 314, 2}, {"OMAHA", "NE", 681, 2},
    {"LINCOLN", "NE", 685, 2}, {"MINNEAPOLIS", "MN", 554, 4}, {"SAINT PAUL", "MN", 551, 3},
    {"DULUTH", "MN", 558, 1}, {"NEW ORLEANS", "LA", 701, 3}, {"BATON ROUGE", "LA", 708, 2},
    {"SHREVEPORT", "LA", 711, 2}, {"WICHITA", "KS", 672, 2}, {"TOPEKA", "KS", 666, 1},
    {"NEWARK", "NJ", 71, 3}, {"JERSEY CITY", "NJ", 73, 3}, {"PATERSON", "NJ", 75, 2},
    {"CAMDEN", "NJ", 81, 2}, {"TRENTON", "NJ", 86, 2}, {"VIRGINIA BEACH", "VA", 234, 3},
    {"NORFOLK", "VA", 235, 2}, {"RICHMOND", "VA", 232, 3}, {"ARLINGTON", "VA", 222, 2},
    {"HONOLULU", "HI", 968, 2}, {"ANCHORAGE", "AK", 995, 1}, {"SALT LAKE CITY", "UT", 841, 3},
    {"OGDEN", "UT", 844, 1}, {"PROVO", "UT", 846, 2}, {"BIRMINGHAM", "AL", 352, 2},
    {"HUNTSVILLE", "AL", 358, 2}, {"MONTGOMERY", "AL", 361, 2}, {"MOBILE", "AL", 366, 2},
    {"JACKSON", "MS", 392, 2}, {"GULFPORT", "MS", 395, 1}, {"LITTLE ROCK", "AR", 722, 2},
    {"FORT SMITH", "AR", 729, 1}, {"DES MOINES", "IA", 503, 2},
    {"CEDAR RAPIDS", "IA", 524, 1}, {"DAVENPORT", "IA", 528, 1}, {"BOISE", "ID", 837, 2},
    {"HARTFORD", "CT", 61, 2}, {"NEW HAVEN", "CT", 65, 2}, {"BRIDGEPORT", "CT", 66, 2},
    {"PROVIDENCE", "RI", 29, 2}, {"MANCHESTER", "NH", 31, 1}, {"BURLINGTON", "VT", 54, 1},
    {"PORTLAND", "ME", 41, 1}, {"BANGOR", "ME", 44, 1}, {"WILMINGTON", "DE", 198, 1},
    {"WASHINGTON", "DC", 200, 3}, {"COLUMBIA", "SC", 292, 2}, {"CHARLESTON", "SC", 294, 2},
    {"GREENVILLE", "SC", 296, 2}, {"CHARLESTON", "WV", 253, 1}, {"HUNTINGTON", "WV", 257, 1},
    {"FARGO", "ND", 581, 1}, {"BISMARCK", "ND", 585, 1}, {"SIOUX FALLS", "SD", 571, 1},
    {"RAPID CITY", "SD", 577, 1}, {"BILLINGS", "MT", 591, 1}, {"MISSOULA", "MT", 598, 1},
    {"CHEYENNE", "WY", 820, 1}, {"CASPER", "WY", 826, 1},
};

static const struct spelled suffixes[] = {
    {"ST", "STREET"},    {"AVE", "AVENUE"}, {"RD", "ROAD"},    {"DR", "DRIVE"},
    {"LN", "LANE"},      {"CT", "COURT"},   {"PL", "PLACE"},   {"BLVD", "BOULEVARD"},
    {"CIR", "CIRCLE"},   {"TER", "TERRACE"}, {"PKWY", "PARKWAY"}, {"TRL", "TRAIL"},
};

static const struct spelled directions[] = {
    {"N", "NORTH"}, {"S", "SOUTH"}, {"E", "EAST"}, {"W", "WEST"},
};

/* By the first three digits. */
static const struct prefix_range prefixes[] = {
    {10, 27, "MA"},   {28, 29, "RI"},   {30, 38, "NH"},   {39, 49, "ME"},   {50, 54, "VT"},
    {56, 59, "VT"},   {60, 69, "CT"},   {70, 89, "NJ"},   {100, 149, "NY"}, {150, 191, "PA"},
    {193, 196, "PA"}, {197, 199, "DE"}, {200, 200, "DC"}, {206, 212, "MD"}, {214, 219, "MD"},
    {220, 246, "VA"}, {247, 268, "WV"}, {270, 289, "NC"}, {290, 299, "SC"}, {300, 319, "GA"},
    {320, 339, "FL"}, {341, 342, "FL"}, {344, 344, "FL"}, {346, 347, "FL"}, {349, 349, "FL"},
    {350, 352, "AL"}, {354, 369, "AL"}, {370, 374, "TN"}, {376, 385, "TN"}, {386, 397, "MS"},
    {398, 398, "GA"}, {400, 427, "KY"}, {430, 458, "OH"}, {460, 479, "IN"}, {480, 499, "MI"},
    {500, 508, "IA"}, {510, 516, "IA"}, {520, 528, "IA"}, {530, 532, "WI"}, {534, 535, "WI"},
    {537, 549, "WI"}, {550, 551, "MN"}, {553, 554, "MN"}, {556, 567, "MN"}, {570, 577, "SD"},
    {580, 588, "ND"}, {590, 599, "MT"}, {600, 620, "IL"}, {622, 629, "IL"}, {630, 631, "MO"},
    {633, 641, "MO"}, {644, 648, "MO"}, {650, 658, "MO"}, {660, 662, "KS"}, {664, 679, "KS"},
    {680, 681, "NE"}, {683, 693, "NE"}, {700, 701, "LA"}, {703, 708, "LA"}, {710, 714, "LA"},
    {716, 729, "AR"}, {730, 731, "OK"}, {734, 741, "OK"}, {743, 749, "OK"}, {750, 770, "TX"},
    {773, 799, "TX"}, {800, 816, "CO"}, {820, 831, "WY"}, {832, 838, "ID"}, {840, 841, "UT"},
    {843, 847, "UT"}, {850, 853, "AZ"}, {855, 857, "AZ"}, {859, 860, "AZ"}, {863, 865, "AZ"},
    {870, 871, "NM"}, {873, 875, "NM"}, {877, 884, "NM"}, {890, 891, "NV"}, {893, 895, "NV"},
    {897, 898, "NV"}, {900, 908, "CA"}, {910, 928, "CA"}, {930, 961, "CA"}, {967, 968, "HI"},
    {970, 979, "OR"}, {980, 986, "WA"}, {988, 994, "WA"}, {995, 998, "AK"},
};

#define WORDS(name) {name, sizeof(name) / sizeof(name)[0]}
static const struct words tables[WORDS_TABLES] = {
    [WORDS_STREET] = WORDS(streets),
    [WORDS_FIRST] = WORDS(first),
    [WORDS_MIDDLE] = WORDS(middle),
    [WORDS_FEMALE_END] = WORDS(female_end),
    [WORDS_MALE_END] = WORDS(male_end),
    [WORDS_PLACE_START] = WORDS(place_start),
    [WORDS_PLACE_END] = WORDS(place_end),
    [WORDS_OFFICER] = WORDS(officers),
};
#undef WORDS

struct words words_of(enum word_table table)
{
    assert(table < WORDS_TABLES);
    return tables[table];
}

const struct city *city_table(size_t *count)
{
    *count = sizeof cities / sizeof cities[0];
    return cities;
}

const struct prefix_range *prefix_table(size_t *count)
{
    *count = sizeof prefixes / sizeof prefixes[0];
    return prefixes;
}

const struct spelled *street_suffixes(size_t *count)
{
    *count = sizeof suffixes / sizeof suffixes[0];
    return suffixes;
}

const struct spelled *street_directions(size_t *count)
{
    *count = sizeof directions / sizeof directions[0];
    return directions;
}
