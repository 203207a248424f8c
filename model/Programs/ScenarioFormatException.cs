namespace PgmapCheck.Model.Programs;

/// <summary>A scenario file that cannot be read. The message begins with <c>file:line:column:</c> and says what was
/// expected.</summary>
/// <param name="message">The line for the user.</param>
public sealed class ScenarioFormatException(string message) : FormatException(message);
