namespace PgmapCheck.Model.Harnesses;

/// <summary>A harness file cannot be used.</summary>
/// <param name="message">One line, <c>file:line:column: expected ...</c>.</param>
public sealed class HarnessFormatException(string message) : Exception(message);
