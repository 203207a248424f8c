using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>Releases in a row that have a bug, and what is known of those beside them.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Before">The release before; null if none was searched.</param>
/// <param name="After">The release after; null if none was searched.</param>
internal sealed record BugSpan(
    KernelEntry First,
    KernelEntry Last,
    (KernelEntry Kernel, Presence Presence)? Before,
    (KernelEntry Kernel, Presence Presence)? After
)
{
    /// <summary>The release that brought it; null if that is not known.</summary>
    public KernelEntry? CameIn => Before?.Presence == Presence.Absent ? First : null;

    /// <summary>The release that no longer has it; null if that is not known.</summary>
    public KernelEntry? GoneIn => After?.Presence == Presence.Absent ? After?.Kernel : null;

    /// <summary>In words: <c>v4.18 .. v5.2, not in v4.14, gone in v5.3</c>.</summary>
    public string Describe() =>
        (First == Last ? First.Name : $"{First.Name} .. {Last.Name}")
        + Beside(Before, "not in")
        + Beside(After, "gone in");

    private static string Beside((KernelEntry Kernel, Presence Presence)? release, string ifAbsent) =>
        release switch
        {
            null => "",
            (var kernel, Presence.Absent) => $", {ifAbsent} {kernel.Name}",
            (var kernel, Presence.Hidden) => $", could hide in {kernel.Name}",
            var (kernel, _) => $", not known of {kernel.Name}",
        };
}
