namespace KernelText.Tokens;

/// <summary>Text that cannot be read: its message is one line, <c>file:line:column: expected ...</c>.</summary>
public sealed class KernelTextException : Exception
{
    /// <summary>Says that a place does not have what it should.</summary>
    /// <param name="place">Where; without a line it is the whole file.</param>
    /// <param name="what">What was expected, or what is wrong; one line.</param>
    public KernelTextException(Place place, string what)
        : base(
            place.Line > 0 ? $"{place}: {what}"
            : place.File is { Length: > 0 } ? $"{place.File}: {what}"
            : what
        ) => Place = place;

    /// <summary>Where the fault is.</summary>
    public Place Place { get; }
}
