namespace PgmapCheck.Results;

/// <summary>Why another run had no verdict about a case.</summary>
/// <param name="type">The exception's type there.</param>
/// <param name="line">The line for users.</param>
internal sealed class RecordedException(string type, string line) : Exception(line)
{
    /// <summary>The exception's type in the run that threw it.</summary>
    public string Type => type;
}
