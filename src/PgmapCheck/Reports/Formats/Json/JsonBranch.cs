namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A way in which the code goes on after a step.</summary>
/// <param name="Results">The results that lead along it, in words.</param>
/// <param name="Taken">Whether it was taken.</param>
internal sealed record JsonBranch(string Results, bool Taken);
