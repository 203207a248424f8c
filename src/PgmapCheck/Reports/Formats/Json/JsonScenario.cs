namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A scenario, a row of a history.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">One line about it.</param>
internal sealed record JsonScenario(string Name, string Summary);
