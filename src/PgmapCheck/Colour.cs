namespace PgmapCheck;

/// <summary>The colours in use, by their SGR numbers.</summary>
internal enum Colour
{
    Red = 31,
    Green = 32,
    Yellow = 33,
}
