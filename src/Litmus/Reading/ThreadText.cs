namespace Litmus.Reading;

/// <summary>Where a thread stands in the file.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Parameters">Names that are the addresses of cells.</param>
/// <param name="Begin">Of the opening brace.</param>
/// <param name="End">Behind the closing brace.</param>
internal sealed record ThreadText(int Number, IReadOnlyList<string> Parameters, int Begin, int End);
