namespace Interleave.Tests.RandomPrograms;

/// <summary>What a random program has more of than others: with a little of everything few programs show
/// anything.</summary>
internal enum Flavour
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>Tokens that are held, and routines that are asked for.</summary>
    Holdings,

    /// <summary>Waits.</summary>
    Waits,

    /// <summary>Locks, two of them.</summary>
    Locks,

    /// <summary>Sections, and who waits for them.</summary>
    Sections,

    /// <summary>Hardly anything but stores, loads, and barriers between them.</summary>
    Barriers,
}
