namespace Interleave.Routines;

/// <summary>
/// Thrown by a routine that needs a cell which the program has noted and the machine does not have: the search ends at once, and
/// <see cref="Checker"/> begins it anew on a machine that the program fills again.
/// </summary>
/// <param name="message">What is missing.</param>
public sealed class MachineGrowsException(string message) : Exception(message);
