namespace PgmapCheck;

/// <summary>What was asked for cannot be done. The message is the one line that the user sees.</summary>
internal sealed class UsageException(string message, Exception? cause = null) : Exception(message, cause);
